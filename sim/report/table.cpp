#include "sim/report/table.h"

#include <algorithm>
#include <sstream>
#include <utility>

namespace vtasim {
namespace {

constexpr std::size_t kGap = 2;  // Blanks between columns.

std::string padded(const std::string& text, std::size_t width, Table::Align align) {
  const std::string blanks(width > text.size() ? width - text.size() : 0, ' ');
  return align == Table::Align::left ? text + blanks : blanks + text;
}

void append_line(std::string& to, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  to += line + '\n';
}

}  // namespace

void Table::add_column(std::string heading, Align align) {
  std::istringstream stream(std::move(heading));
  Column column{{}, align};
  for (std::string line; std::getline(stream, line);) column.heading.push_back(line);
  columns_.push_back(std::move(column));
}

void Table::add_row(std::vector<std::string> cells) { add_message_row(std::move(cells), ""); }

void Table::add_message_row(std::vector<std::string> cells, std::string message) {
  rows_.push_back({std::move(cells), std::move(message)});
}

std::vector<std::size_t> Table::widths() const {
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    std::size_t width = 0;
    for (const std::string& line : columns_[c].heading) width = std::max(width, line.size());
    for (const Row& row : rows_) width = std::max(width, c < row.cells.size() ? row.cells[c].size() : 0);
    widths.push_back(width);
  }
  return widths;
}

std::string Table::to_string() const {
  const std::vector<std::size_t> width = widths();
  const std::string gap(kGap, ' ');
  std::string text;

  std::size_t heading_lines = 0;
  for (const Column& column : columns_) heading_lines = std::max(heading_lines, column.heading.size());
  for (std::size_t l = 0; l < heading_lines; ++l) {
    std::string line;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const Column& column = columns_[c];
      const std::string heading = l < column.heading.size() ? column.heading[l] : "";
      line += (c == 0 ? "" : gap) + padded(heading, width[c], column.align);
    }
    append_line(text, line);
  }

  std::size_t total = 0;
  for (std::size_t c = 0; c < columns_.size(); ++c) total += width[c] + (c == 0 ? 0 : kGap);
  append_line(text, std::string(total, '-'));

  for (const Row& row : rows_) {
    std::string line;
    for (std::size_t c = 0; c < row.cells.size() && c < columns_.size(); ++c) {
      line += (c == 0 ? "" : gap) + padded(row.cells[c], width[c], columns_[c].align);
    }
    append_line(text, row.message.empty() ? line : line + gap + row.message);
  }
  return text;
}

}  // namespace vtasim
