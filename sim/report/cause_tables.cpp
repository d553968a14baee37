#include "sim/report/cause_tables.h"

#include "isa/base/text.h"
#include "sim/report/cause_groups.h"
#include "sim/report/table.h"

namespace vtasim::report {

using machine::Cause;
using machine::Unit;
using machine::Work;

std::string work_table(const machine::CauseTotals& causes, std::size_t width) {
  Table table;
  table.add_column("unit", Table::Align::left);
  table.add_column("at", Table::Align::left);
  table.add_column(TableColumn::figure("cycles", 0));
  add_group_columns(table);
  for (std::size_t u = 0; u < machine::kUnitCount; ++u) {
    for (std::size_t w = 1; w < machine::kWorkCount; ++w) {  // All but idle.
      const auto unit = static_cast<Unit>(u);
      const auto work = static_cast<Work>(w);
      if (causes.of(unit, work) == 0) continue;
      const auto groups = grouped_causes(causes.by_cause(unit, work));
      std::vector<std::string> cells = {std::string(to_string(unit)), std::string(name_of(work)),
                                        grouped(causes.of(unit, work))};
      for (const std::int64_t cycles : groups) cells.push_back(grouped(cycles));
      table.add_row(std::move(cells));
    }
  }
  return table.to_string(width);
}

std::string idle_table(const machine::CauseTotals& causes, std::size_t width) {
  Table table;
  table.add_column("unit", Table::Align::left);
  table.add_column(TableColumn::figure("at work", 0));
  table.add_column(TableColumn::figure("waits for\nprevious", 1));
  table.add_column(TableColumn::figure("waits for\nnext", 1));
  table.add_column(TableColumn::figure("not\nfetched", 2));
  table.add_column(TableColumn::figure("behind a\nfull queue", 2));
  table.add_column(TableColumn::figure("hands\nover", 2));
  table.add_column(TableColumn::figure("nothing\nleft", 2));
  for (std::size_t u = 0; u < machine::kUnitCount; ++u) {
    const auto unit = static_cast<Unit>(u);
    const std::int64_t busy = causes.of(unit) - causes.of(unit, Work::idle);
    table.add_row({std::string(to_string(unit)), grouped(busy), grouped(causes.of(unit, Cause::token_prev)),
                   grouped(causes.of(unit, Cause::token_next)), grouped(causes.of(unit, Cause::fetch)),
                   grouped(causes.of(unit, Cause::queue)), grouped(causes.of(unit, Work::idle, Cause::handover)),
                   grouped(causes.of(unit, Cause::none))});
  }
  return table.to_string(width);
}

}  // namespace vtasim::report
