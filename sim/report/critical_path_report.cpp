#include "sim/report/critical_path_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "isa/base/text.h"
#include "sim/report/cause_groups.h"
#include "sim/report/table.h"

namespace vtasim::report {
namespace {

using machine::Unit;
using machine::Work;

std::string path_table(const experiment::Profile& profile, std::size_t width) {
  const machine::CauseTotals& totals = profile.path.totals;
  Table table;
  table.add_column("unit", Table::Align::left);
  table.add_column("at", Table::Align::left);
  table.add_column(TableColumn::figure("steps", 3));
  table.add_column(TableColumn::figure("cycles", 0));
  table.add_column(TableColumn::figure("of all", 1));
  add_group_columns(table);
  for (std::size_t u = 0; u < machine::kUnitCount; ++u) {
    for (std::size_t w = 0; w < machine::kWorkCount; ++w) {
      const auto unit = static_cast<Unit>(u);
      const auto work = static_cast<Work>(w);
      const std::int64_t cycles = totals.of(unit, work);
      if (cycles == 0) continue;
      const auto steps =
          std::count_if(profile.path.steps.begin(), profile.path.steps.end(),
                        [&](const machine::PathStep& step) { return step.unit == unit && step.work == work; });
      std::vector<std::string> cells = {std::string(to_string(unit)),
                                        std::string(work == Work::idle ? "hand-over" : name_of(work)), grouped(steps),
                                        grouped(cycles), percent(ratio(cycles, totals.window))};
      for (const std::int64_t group : grouped_causes(totals.by_cause(unit, work))) cells.push_back(grouped(group));
      table.add_row(std::move(cells));
    }
  }
  return table.to_string(width);
}

/// How much later instructions could have ended, a row a kind.
std::string slack_table(const experiment::Profile& profile, std::size_t width) {
  std::array<std::vector<std::int64_t>, machine::kWorkCount> slack;
  std::array<std::int64_t, machine::kWorkCount> count{};
  for (std::size_t i = 0; i < profile.slack.size(); ++i) {
    const auto work = static_cast<std::size_t>(profile.log.instructions()[i].work);
    ++count[work];
    if (profile.slack[i]) slack[work].push_back(*profile.slack[i]);
  }
  Table table;
  table.add_column("instructions", Table::Align::left);
  table.add_column(TableColumn::figure("all", 0));
  table.add_column(TableColumn::figure("without\nslack", 0));
  table.add_column(TableColumn::figure("median\nslack", 1));
  table.add_column(TableColumn::figure("largest\nslack", 1));
  table.add_column(TableColumn::figure("FINISH does\nnot need", 2));
  for (std::size_t w = 0; w < machine::kWorkCount; ++w) {
    std::vector<std::int64_t>& cycles = slack[w];
    if (count[w] == 0) continue;
    std::sort(cycles.begin(), cycles.end());
    const auto none = std::upper_bound(cycles.begin(), cycles.end(), 0) - cycles.begin();
    const bool any = !cycles.empty();
    table.add_row({std::string(name_of(static_cast<Work>(w))), grouped(count[w]), grouped(none),
                   any ? grouped(cycles[cycles.size() / 2]) : "-", any ? grouped(cycles.back()) : "-",
                   grouped(count[w] - static_cast<std::int64_t>(cycles.size()))});
  }
  return table.to_string(width);
}

}  // namespace

std::string critical_path_report(const experiment::Profile& profile, std::size_t width) {
  std::string text =
      fmt::format("Critical path: {} from launch to FINISH, in {}.\n", counted(profile.path.totals.window, "cycle"),
                  counted(static_cast<std::int64_t>(profile.path.steps.size()), "step"));
  text = wrapped_lines(text, width) + '\n' + path_table(profile, width);
  return text + '\n' +
         wrapped_lines("Cycles that instructions could have ended later, FINISH coming when it did:\n", width) + '\n' +
         slack_table(profile, width);
}

}  // namespace vtasim::report
