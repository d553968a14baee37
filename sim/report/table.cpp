#include "sim/report/table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "isa/base/text.h"

namespace vtasim::report {
namespace {

constexpr std::size_t kMessageWidth = 30;  // With less room beside the cells a message stands beneath them.

std::string padded(const std::string& text, std::size_t width, TableColumn::Align align) {
  const std::size_t used = display_width(text);
  const std::string blanks(width > used ? width - used : 0, ' ');
  return align == TableColumn::Align::left ? text + blanks : blanks + text;
}

/// Cells that stand side by side, each of one or more lines.
class Block {
 public:
  explicit Block(std::size_t gap) : gap_(gap) {}

  void add(std::vector<std::string> lines, std::size_t width, TableColumn::Align align) {
    height_ = std::max(height_, lines.size());
    cells_.push_back({std::move(lines), width, align});
  }

  std::string to_string() const {
    std::string text;
    for (std::size_t l = 0; l < height_; ++l) {
      std::string line;
      for (std::size_t c = 0; c < cells_.size(); ++c) {
        const Cell& cell = cells_[c];
        if (c > 0) line.append(gap_, ' ');
        line += padded(l < cell.lines.size() ? cell.lines[l] : "", cell.width, cell.align);
      }
      line.erase(line.find_last_not_of(' ') + 1);
      text += line + '\n';
    }
    return text;
  }

 private:
  struct Cell {
    std::vector<std::string> lines;
    std::size_t width;
    TableColumn::Align align;
  };
  std::size_t gap_;
  std::size_t height_ = 1;
  std::vector<Cell> cells_;
};

}  // namespace

GrowingTable::GrowingTable(std::vector<TableColumn> columns, std::size_t width)
    : columns_(std::move(columns)), width_(width), layout_(fit(columns_, width)) {}

std::string GrowingTable::row(const std::vector<std::string>& cells) { return message_row(cells, ""); }

std::string GrowingTable::message_row(const std::vector<std::string>& cells, const std::string& message) {
  bool wider = false;
  for (const std::size_t c : layout_.shown) {
    if (c >= cells.size() || columns_[c].wraps) continue;
    const std::size_t needed = display_width(cells[c]);
    if (needed <= layout_.width[c]) continue;
    columns_[c].least = needed;
    wider = true;
  }
  if (wider) layout_ = fit(columns_, width_);
  std::string text;
  if (wider && begun_) text = "\n";
  if (wider || !begun_) text += heading();
  begun_ = true;
  return text + row_lines(cells, message);
}

std::string GrowingTable::rule() const { return std::string(layout_.total(), '-') + '\n'; }

std::string GrowingTable::footer() const {
  if (layout_.left_out.empty()) return "";
  std::vector<std::string> names;
  for (const std::size_t c : layout_.left_out) names.push_back(columns_[c].plain_heading());
  return wrapped_lines(fmt::format("{} left out: {}; --wide shows all",
                                   counted(static_cast<std::int64_t>(names.size()), "column"), fmt::join(names, ", ")),
                       width_);
}

std::string GrowingTable::heading() const {
  Block block(layout_.gap);
  for (const std::size_t c : layout_.shown) {
    std::vector<std::string> lines;
    for (const std::string& line : columns_[c].heading_lines()) {
      for (std::string& part : lines_of(c, line)) lines.push_back(std::move(part));
    }
    block.add(std::move(lines), layout_.width[c], columns_[c].align);
  }
  return block.to_string() + rule();
}

/// A name's cell is wrapped where the width is limited; a figure's is a line.
std::vector<std::string> GrowingTable::lines_of(std::size_t column, const std::string& cell) const {
  const bool wraps = columns_[column].wraps && width_ != kUnlimitedWidth && !cell.empty();
  return wraps ? wrapped(cell, layout_.width[column]) : std::vector<std::string>{cell};
}

std::string GrowingTable::row_lines(const std::vector<std::string>& cells, const std::string& message) const {
  Block block(layout_.gap);
  std::size_t used = 0;
  for (const std::size_t c : layout_.shown) {
    if (c >= cells.size()) break;
    block.add(lines_of(c, cells[c]), layout_.width[c], columns_[c].align);
    used += layout_.width[c] + layout_.gap;
  }
  if (message.empty()) return block.to_string();
  const std::size_t room = width_ > used ? width_ - used : 0;
  if (room >= std::min(display_width(message), kMessageWidth)) {
    block.add(wrapped(message, room), 0, TableColumn::Align::left);
    return block.to_string();
  }
  const std::size_t indent = width_ > 2 * kMessageWidth ? 4 : 1;
  std::string text = block.to_string();
  for (const std::string& line : wrapped(message, width_ > indent ? width_ - indent : 1)) {
    text += std::string(indent, ' ') + line + '\n';
  }
  return text;
}

void Table::add_column(std::string heading, Align align) {
  add_column(align == Align::left ? TableColumn::name(std::move(heading)) : TableColumn::figure(std::move(heading), 0));
}

void Table::add_row(std::vector<std::string> cells) { add_message_row(std::move(cells), ""); }

void Table::add_message_row(std::vector<std::string> cells, std::string message) {
  rows_.push_back({std::move(cells), std::move(message)});
}

/// Columns that have room for every cell.
std::vector<TableColumn> Table::widened_columns() const {
  std::vector<TableColumn> columns = columns_;
  for (const Row& row : rows_) {
    for (std::size_t c = 0; c < row.cells.size() && c < columns.size(); ++c) {
      columns[c].least = std::max(columns[c].least, display_width(row.cells[c]));
    }
  }
  return columns;
}

std::size_t Table::natural_width() const { return fit(widened_columns(), kUnlimitedWidth).total(); }

std::string Table::to_string(std::size_t width) const {
  GrowingTable table(widened_columns(), width);
  std::string text;
  for (const Row& row : rows_) text += table.message_row(row.cells, row.message);
  return text + table.footer();
}

}  // namespace vtasim::report
