#include "sim/report/comparison_breakdown.h"

#include <utility>

#include "sim/report/comparison_names.h"
#include "sim/report/module_breakdown.h"
#include "sim/report/table.h"

namespace vtasim::report {

std::string format_breakdown(const experiment::Comparison& comparison, std::size_t width) {
  Table table;
  for (TableColumn& column : name_columns(comparison, {})) table.add_column(std::move(column));
  add_module_columns(table);
  for (const experiment::ComparisonRow& row : comparison.rows) {
    if (!row.error.empty()) continue;
    for (const std::vector<std::string>& of_module : module_cells(row.causes, row.counters.write_bursts)) {
      std::vector<std::string> cells = name_cells(comparison, row);
      cells.insert(cells.end(), of_module.begin(), of_module.end());
      table.add_row(std::move(cells));
    }
  }
  return table.to_string(width);
}

}  // namespace vtasim::report
