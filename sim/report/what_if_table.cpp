#include "sim/report/what_if_table.h"

#include <fmt/format.h>

#include "isa/base/text.h"
#include "sim/report/table.h"

namespace vtasim::report {

std::string what_if_table(std::int64_t cycles, const std::vector<experiment::WhatIfRun>& runs, std::size_t width) {
  Table table;
  table.add_column(TableColumn::name("what if", 0, 0, 20));
  table.add_column(TableColumn::figure("cycles", 0));
  table.add_column(TableColumn::figure("change", 1));
  table.add_column(TableColumn::figure("of now", 0));
  table.add_row({"as it is", grouped(cycles), "", ""});
  for (const experiment::WhatIfRun& run : runs) {
    if (run.cycles) {
      table.add_row(
          {run.what.text, grouped(*run.cycles), grouped(*run.cycles - cycles), percent(ratio(*run.cycles, cycles))});
    } else {
      table.add_message_row({run.what.text}, one_line(run.what.problem));
    }
  }
  return table.to_string(width);
}

}  // namespace vtasim::report
