#include "sim/report/pair_comparison.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "sim/report/beyond_rtl.h"
#include "sim/report/table.h"
#include "sim/report/text.h"

namespace vtasim {
namespace {

using nlohmann::json;

std::string how(const PairRow& row) {
  const std::string depthwise = mapping_label(row.depthwise);
  if (!row.fused) return fmt::format("apart: {}, {}", depthwise, row.pointwise);
  return fmt::format("fused: {}{}, {}", depthwise, row.transposed ? ", transposed" : "", row.pointwise);
}

double host_seconds(const PairRow& row, const HostModel& host) {
  return host.packing_seconds(row.packed_bytes + row.converted_bytes);
}

json to_json(const TilingPlan& plan) {
  return {{"groups", plan.shape.groups},
          {"filters", plan.shape.filters_per_group},
          {"rows", plan.shape.rows},
          {"cols", plan.shape.cols},
          {"filters_inner", plan.shape.filters_inner},
          {"taps_per_step", plan.taps_per_step},
          {"contexts", {plan.activation_contexts, plan.filter_contexts, plan.acc_contexts}},
          {"first_halved", plan.head},
          {"last_halved", plan.tail}};
}

json to_json(const PairRow& row, const HostModel& host) {
  json object = {{"pair", row.pair},
                 {"hardware", row.hardware.name},
                 {"fused", row.fused},
                 {"mapping", row.depthwise},
                 {"pointwise_mapping", row.pointwise}};
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
                 {"dram_bytes", row.dram_bytes},
                 {"programs_simulated", row.simulated},
                 {"computing_seconds", computing},
                 {"host_seconds", host_seconds(row, host)},
                 {"verified", row.verified}});
  if (!row.problem.empty()) object["problem"] = row.problem;
  if (row.fused) {
    object["plan"] = {
        {"depthwise", to_json(row.plan.first)}, {"pointwise", to_json(row.plan.second)}, {"lead", row.plan.lead}};
    if (row.transposed) object["plan"]["transposed_rows"] = row.plan.transposition.rows;
  }
  return object;
}

}  // namespace

std::string format_pairs(const PairComparison& comparison) {
  Table table;
  table.add_column("pair", Table::Align::left);
  table.add_column("hardware", Table::Align::left);
  table.add_column("how", Table::Align::left);
  for (const char* heading : {"cycles", "cycles /\nbound", "DRAM bytes\nread", "DRAM bytes\nwritten",
                              "bytes packed\nby host", "converted\nbetween", "together,\nms"}) {
    table.add_column(heading, Table::Align::right);
  }
  table.add_column("verified", Table::Align::left);
  std::string missing;
  for (const PairRow& row : comparison.rows) {
    if (!row.error.empty()) {
      missing += fmt::format("{} on {}, {}: no program: {}\n", row.pair, row.hardware.name, how(row), row.error);
      continue;
    }
    const HostModel& host = comparison.host;
    const double seconds = host.accelerator_seconds(row.cycles) + host_seconds(row, host);
    table.add_row({row.pair, row.hardware.name, how(row), grouped(row.cycles), fmt::format("{:.3f}", row.over_bound()),
                   grouped(row.bytes_read), grouped(row.bytes_written), grouped(row.packed_bytes),
                   grouped(row.converted_bytes), fmt::format("{:.3f}", 1000 * seconds),
                   row.verified ? "yes" : "NO: " + row.problem});
  }
  return table.to_string() + missing;
}

json to_json(const PairComparison& comparison) {
  json rows = json::array();
  for (const PairRow& row : comparison.rows) rows.push_back(to_json(row, comparison.host));
  return {{"seed", comparison.seed}, {"host", to_json(comparison.host)}, {"rows", std::move(rows)}};
}

}  // namespace vtasim
