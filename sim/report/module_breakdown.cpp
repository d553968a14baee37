#include "sim/report/module_breakdown.h"

#include <fmt/format.h>

#include "isa/base/text.h"

namespace vtasim::report {

using machine::Cause;
using machine::Unit;
using machine::Work;

void add_module_columns(Table& table) {
  table.add_column("module", Table::Align::left);
  table.add_column(TableColumn::figure("busy", 0));
  table.add_column(TableColumn::figure("waits for\nprev's token", 2));
  table.add_column(TableColumn::figure("waits for\nnext's token", 3));
  table.add_column(TableColumn::figure("waits for\ninstruction", 4));
  table.add_column(TableColumn::figure("hands\nover", 5));
  table.add_column(TableColumn::name("busy with", 0, 6, 24));
}

std::array<std::vector<std::string>, isa::kModuleCount> module_cells(const machine::CauseTotals& causes,
                                                                     std::int64_t write_bursts) {
  const auto at = [&](Unit unit, Work work) { return grouped(causes.of(unit, work)); };
  const std::array<std::string, isa::kModuleCount> work = {
      fmt::format("inp {}, wgt {}", at(Unit::load, Work::inp), at(Unit::load, Work::wgt)),
      fmt::format("GEMM {}, ALU {}, uop {}, acc {}, sync {}", at(Unit::compute, Work::gemm),
                  at(Unit::compute, Work::alu), at(Unit::compute, Work::uop), at(Unit::compute, Work::acc),
                  at(Unit::compute, Work::sync)),
      counted(write_bursts, "burst"),
  };
  std::array<std::vector<std::string>, isa::kModuleCount> rows;
  for (std::size_t m = 0; m < rows.size(); ++m) {
    const auto module = static_cast<isa::Module>(m);
    const Unit unit = machine::unit_of(module);
    const auto idle = [&](Cause cause) { return causes.of(unit, Work::idle, cause); };
    rows[m].emplace_back(to_string(module));
    for (const std::int64_t n :
         {causes.of(unit) - causes.of(unit, Work::idle), idle(Cause::token_prev), idle(Cause::token_next),
          idle(Cause::fetch) + idle(Cause::queue) + idle(Cause::none), idle(Cause::handover)}) {
      rows[m].push_back(grouped(n));
    }
    rows[m].push_back(work[m]);
  }
  return rows;
}

}  // namespace vtasim::report
