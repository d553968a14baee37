#include "sim/report/side_by_side.h"

#include <utility>

#include "sim/report/table.h"

namespace vtasim::report {
namespace {

using Things = std::vector<SideBySide>;

Table table_of(const std::vector<std::string>& labels, Things::const_iterator begin, Things::const_iterator end) {
  Table table;
  table.add_column("", Table::Align::left);
  for (auto thing = begin; thing != end; ++thing) {
    TableColumn column = TableColumn::figure(thing->name, 0);
    column.wraps = true;  // "2,048 x 16 B = 32 KiB"
    table.add_column(std::move(column));
  }
  for (std::size_t i = 0; i < labels.size(); ++i) {
    std::vector<std::string> cells = {labels[i]};
    for (auto thing = begin; thing != end; ++thing) cells.push_back(thing->cells[i]);
    table.add_row(std::move(cells));
  }
  return table;
}

}  // namespace

std::string format_side_by_side(const std::vector<std::string>& labels, const Things& things, std::size_t width) {
  std::string text;
  for (auto begin = things.begin(); begin != things.end();) {
    auto end = begin + 1;  // One at least.
    while (end != things.end() && table_of(labels, begin, end + 1).natural_width() <= width) ++end;
    text += (text.empty() ? "" : "\n") + table_of(labels, begin, end).to_string(width);
    begin = end;
  }
  return text;
}

}  // namespace vtasim::report
