#include "sim/report/pair_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "isa/base/text.h"
#include "sim/experiment/pair_plan_json.h"
#include "sim/report/beyond_rtl.h"
#include "sim/report/cause_json.h"
#include "sim/report/packing_json.h"

namespace vtasim::report {
namespace {

using nlohmann::json;

std::string how_of(const PairTotal& total) {
  return fmt::format("{}: {}", total.fused ? "fused" : "apart", mapping_label(total.asked_for));
}

double host_seconds(const experiment::PairRow& row, const experiment::HostModel& host) {
  return host.packing_seconds(row.packing) + host.launch_seconds(row.programs);
}

json to_json(const experiment::PairRow& row, const experiment::HostModel& host) {
  json object = {{"pair", row.pair},
                 {"hardware", row.hardware.name},
                 {"fused", row.fused},
                 {"mapping", row.depthwise},
                 {"pointwise_mapping", row.pointwise}};
  if (!row.schedule.empty()) object["schedule"] = row.schedule;
  object["in_rtl"] = beyond_rtl(row.depthwise).empty();
  if (!row.error.empty()) {
    object["error"] = row.error;
    return object;
  }
  const double computing = host.accelerator_seconds(row.cycles);
  object.update({{"transposed", row.transposed},
                 {"cycles", row.cycles},
                 {"bound", row.bound},
                 {"bytes_read", row.bytes_read},
                 {"bytes_written", row.bytes_written},
                 {"packed_bytes", row.packed_bytes},
                 {"converted_bytes", row.converted_bytes},
                 {"packing", report::to_json(row.packing)},
                 {"programs", row.programs},
                 {"dram_bytes", row.dram_bytes},
                 {"programs_simulated", row.simulated},
                 {"computing_seconds", computing},
                 {"host_seconds", host_seconds(row, host)},
                 {"causes", json(report::to_json(row.causes))},
                 {"verified", row.verified}});
  if (!row.problem.empty()) object["problem"] = row.problem;
  if (row.fused) {
    object["plan"] = experiment::pair_plan_json(row.plan, row.transposed);
  }
  return object;
}

json to_json(const PairTotal& total, const experiment::HostModel& host) {
  const experiment::PairRow& sum = total.sum;
  return {{"hardware", sum.hardware.name},
          {"fused", total.fused},
          {"mapping", total.asked_for},
          {"pairs", total.pairs},
          {"of_pairs", total.of_pairs},
          {"cycles", sum.cycles},
          {"bound", sum.bound},
          {"bytes_read", sum.bytes_read},
          {"bytes_written", sum.bytes_written},
          {"packed_bytes", sum.packed_bytes},
          {"converted_bytes", sum.converted_bytes},
          {"packing", report::to_json(sum.packing)},
          {"programs", sum.programs},
          {"peak_dram_bytes", sum.dram_bytes},
          {"computing_seconds", host.accelerator_seconds(sum.cycles)},
          {"host_seconds", host_seconds(sum, host)}};
}

std::vector<TableColumn> columns_of(const std::vector<compiler::LayerPair>& pairs,
                                    const std::vector<isa::HardwareConfig>& hardware,
                                    const std::vector<std::string>& mappings) {
  std::vector<TableColumn> columns = {TableColumn::name("pair"), TableColumn::name("hardware"),
                                      TableColumn::name("how", 0, 0, 28)};
  for (const compiler::LayerPair& pair : pairs)
    columns[0].least = std::max(columns[0].least, display_width(pair.name()));
  if (pairs.size() > 1) {
    PairTotal total;
    total.of_pairs = pairs.size();
    total.pairs = pairs.size() - 1;
    columns[0].least = std::max(columns[0].least, display_width(total.pairs_label()));
    columns[2].least = std::max(columns[2].least, display_width(how_of(total)));
  }
  for (const isa::HardwareConfig& config : hardware) {
    columns[1].least = std::max(columns[1].least, display_width(config.name));
  }
  experiment::PairRow longest;
  longest.fused = longest.transposed = true;
  longest.pointwise = "direct";
  for (const std::string& mapping : mappings) {
    longest.depthwise = mapping;
    columns[2].least = std::max(columns[2].least, display_width(how(longest)));
  }
  // The whole time of a pair says which way is best; bytes say why.
  columns.push_back(TableColumn::figure("cycles", 0, std::string_view("99,999,999").size()));
  columns.push_back(TableColumn::figure("cycles /\nbound", 1));
  columns.push_back(TableColumn::figure("DRAM bytes\nread", 3, std::string_view("99,999,999").size()));
  columns.push_back(TableColumn::figure("DRAM bytes\nwritten", 5, std::string_view("99,999,999").size()));
  columns.push_back(TableColumn::figure("bytes packed\nby host", 4));
  columns.push_back(TableColumn::figure("converted\nbetween", 6));
  columns.push_back(TableColumn::figure("together,\nms", 2));
  TableColumn verified;
  verified.heading = "verified";
  verified.rank = 1;
  columns.push_back(std::move(verified));
  return columns;
}

}  // namespace

std::string how(const experiment::PairRow& row) {
  const std::string depthwise = mapping_label(row.depthwise);
  if (!row.fused) return fmt::format("apart: {}, {}", depthwise, row.pointwise);
  const std::string schedule = row.schedule.empty() ? "" : row.schedule + ": ";
  return fmt::format("fused: {}{}{}, {}", schedule, depthwise, row.transposed ? ", transposed" : "", row.pointwise);
}

PairTable::PairTable(const experiment::HostModel& host, const std::vector<compiler::LayerPair>& pairs,
                     const std::vector<isa::HardwareConfig>& hardware, const std::vector<std::string>& mappings,
                     std::size_t width)
    : host_(host), width_(width), table_(columns_of(pairs, hardware, mappings), width) {}

std::string PairTable::row(const experiment::PairRow& row) {
  if (!row.error.empty()) {
    missing_ += fmt::format("{} on {}, {}: no program: {}\n", row.pair, row.hardware.name, how(row), row.error);
    return "";
  }
  std::vector<std::string> cells = cells_of(row, row.pair, how(row));
  if (!row.verified) return table_.message_row(cells, "NO: " + row.problem);
  cells.emplace_back("yes");
  return table_.row(cells);
}

std::vector<std::string> PairTable::cells_of(const experiment::PairRow& row, const std::string& pair,
                                             const std::string& how) const {
  const double seconds = host_.accelerator_seconds(row.cycles) + host_seconds(row, host_);
  return {pair,
          row.hardware.name,
          how,
          grouped(row.cycles),
          fmt::format("{:.3f}", row.over_bound()),
          grouped(row.bytes_read),
          grouped(row.bytes_written),
          grouped(row.packed_bytes),
          grouped(row.converted_bytes),
          fmt::format("{:.3f}", 1000 * seconds)};
}

std::string PairTable::end(const std::vector<PairTotal>& totals) {
  std::string text;
  if (!totals.empty() && totals.front().of_pairs > 1) {
    text += table_.rule();
    for (const PairTotal& total : totals) {
      std::vector<std::string> cells = cells_of(total.sum, total.pairs_label(), how_of(total));
      cells.emplace_back("yes");
      text += table_.row(cells);
    }
  }
  return text + table_.footer() + wrapped_lines(missing_, width_);
}

json to_json(const PairComparison& comparison) {
  json rows = json::array();
  for (const experiment::PairRow& row : comparison.rows) rows.push_back(to_json(row, comparison.host));
  json totals = json::array();
  for (const PairTotal& total : totals_of(comparison.rows, comparison.pairs, comparison.mappings)) {
    totals.push_back(to_json(total, comparison.host));
  }
  return {{"seed", comparison.seed},
          {"host", to_json(comparison.host)},
          {"rows", std::move(rows)},
          {"totals", std::move(totals)}};
}

}  // namespace vtasim::report
