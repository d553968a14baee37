#include "sim/report/pair_breakdown.h"

#include <utility>

#include "sim/report/module_breakdown.h"
#include "sim/report/pair_comparison.h"
#include "sim/report/table.h"

namespace vtasim::report {

std::string format_breakdown(const std::vector<experiment::PairRow>& rows, std::size_t width) {
  Table table;
  table.add_column(TableColumn::name("pair", 0, 0, 12));
  table.add_column(TableColumn::name("hardware", 0, 0, 9));
  table.add_column(TableColumn::name("how", 0, 0, 28));
  add_module_columns(table);
  for (const experiment::PairRow& row : rows) {
    if (!row.error.empty()) continue;
    for (const std::vector<std::string>& of_module : module_cells(row.causes, row.write_bursts)) {
      std::vector<std::string> cells = {row.pair, row.hardware.name, how(row)};
      cells.insert(cells.end(), of_module.begin(), of_module.end());
      table.add_row(std::move(cells));
    }
  }
  return table.to_string(width);
}

}  // namespace vtasim::report
