#include "sim/report/comparison_breakdown.h"

#include <fmt/format.h>

#include <utility>

#include "isa/base/text.h"
#include "sim/report/comparison_names.h"
#include "sim/report/table.h"

namespace vtasim::report {

std::string format_breakdown(const experiment::Comparison& comparison, std::size_t width) {
  Table table;
  for (TableColumn& column : name_columns(comparison, {})) table.add_column(std::move(column));
  table.add_column("module", Table::Align::left);
  table.add_column(TableColumn::figure("busy", 0));
  table.add_column(TableColumn::figure("waits for\nprev's token", 2));
  table.add_column(TableColumn::figure("waits for\nnext's token", 3));
  table.add_column(TableColumn::figure("waits for\ninstruction", 4));
  table.add_column(TableColumn::figure("hands\nover", 5));
  table.add_column(TableColumn::name("busy with", 0, 6, 24));

  for (const experiment::ComparisonRow& row : comparison.rows) {
    if (!row.error.empty()) continue;
    const machine::Counters& c = row.counters;
    const std::string work[isa::kModuleCount] = {
        fmt::format("inp {}, wgt {}", grouped(c.load_inp_cycles), grouped(c.load_wgt_cycles)),
        fmt::format("GEMM {}, ALU {}, uop {}, acc {}, sync {}", grouped(c.compute_gemm_cycles),
                    grouped(c.compute_alu_cycles), grouped(c.compute_load_uop_cycles),
                    grouped(c.compute_load_acc_cycles), grouped(c.compute_sync_cycles)),
        fmt::format("{}", counted(c.write_bursts, "burst")),
    };
    for (std::size_t m = 0; m < isa::kModuleCount; ++m) {
      const machine::ModuleCycles& cycles = c.modules[m];
      std::vector<std::string> cells = name_cells(comparison, row);
      cells.emplace_back(to_string(static_cast<isa::Module>(m)));
      for (const std::int64_t n : {cycles.busy, cycles.wait_prev, cycles.wait_next, cycles.wait_insn, cycles.issue}) {
        cells.push_back(grouped(n));
      }
      cells.push_back(work[m]);
      table.add_row(std::move(cells));
    }
  }
  return table.to_string(width);
}

}  // namespace vtasim::report
