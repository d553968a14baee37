#include "sim/report/comparison_totals.h"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "compiler/workload/layer_quantization.h"
#include "isa/base/text.h"
#include "sim/report/fastest_rows.h"
#include "sim/report/packing_json.h"

namespace vtasim::report {
namespace {

using Rows = std::vector<const experiment::ComparisonRow*>;

/// The fastest row of each layer.
Rows fastest_of(const Rows& rows) {
  return fastest_rows(
      rows, [](const auto& row) { return row.layer.name; }, [](const auto& row) { return row.record.cycles; });
}

ComparisonTotal sum_of(const Rows& rows, const std::string& asked_for, const experiment::Comparison& comparison) {
  ComparisonTotal total;
  total.hardware = rows.front()->hardware.name;
  total.asked_for = asked_for;
  if (comparison.several_passes) total.pass = rows.front()->layer.requantization_pass;
  total.layers = rows.size();
  total.of_layers = comparison.layers.size();
  for (const experiment::ComparisonRow* row : rows) {
    total.figures.add(figures_of(*row));
    total.peak_dram_bytes = std::max(total.peak_dram_bytes, experiment::peak_dram_bytes(row->layer, row->stats));
  }
  return total;
}

}  // namespace

std::string ComparisonTotal::layers_label() const { return share_of_all(layers, of_layers); }

std::vector<ComparisonTotal> totals_of(const experiment::Comparison& comparison) {
  // Configurations and ways to requantize, in the order of the rows.
  std::vector<Rows> groups;
  for (const experiment::ComparisonRow& row : comparison.rows) {
    if (!row.verified) continue;
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const Rows& rows) {
      const experiment::ComparisonRow& first = *rows.front();
      return first.hardware.name == row.hardware.name &&
             (!comparison.several_passes || first.layer.requantization_pass == row.layer.requantization_pass);
    });
    (group == groups.end() ? groups.emplace_back() : *group).push_back(&row);
  }
  std::vector<ComparisonTotal> totals;
  for (const Rows& rows : groups) {
    const auto add = [&](const std::string& schedule, const std::string& mapping) {
      Rows chosen;
      std::copy_if(rows.begin(), rows.end(), std::back_inserter(chosen), [&](const experiment::ComparisonRow* row) {
        return row->schedule == schedule && (!schedule.empty() || row->asked_for == mapping);
      });
      if (chosen.empty()) return;
      totals.push_back(sum_of(chosen, mapping, comparison));
      totals.back().schedule = schedule;
    };
    for (const std::string& schedule : comparison.schedules) add(schedule, "");
    for (const std::string& mapping : comparison.mappings) add("", mapping);
    if (comparison.mappings.size() + comparison.schedules.size() == 1) continue;  // Its rows are the fastest.
    totals.push_back(sum_of(fastest_of(rows), kFastest, comparison));
  }
  return totals;
}

nlohmann::json to_json(const ComparisonTotal& total, const experiment::HostModel& host) {
  const Figures& figures = total.figures;
  nlohmann::json object = {{"hardware", total.hardware},
                           {"mapping", total.asked_for},
                           {"layers", total.layers},
                           {"of_layers", total.of_layers},
                           {"cycles", figures.cycles},
                           {"utilization", figures.utilization()},
                           {"gemm_issue", figures.gemm_issue()},
                           {"lane_efficiency", figures.lane_efficiency},
                           {"alu_cycles", figures.alu_cycles},
                           {"read_bytes", figures.bytes_read},
                           {"written_bytes", figures.bytes_written},
                           {"packed_bytes", figures.packed_bytes},
                           {"bound", figures.bound},
                           {"cycles_over_bound", figures.over_bound()},
                           {"layer_bound", figures.layer_bound},
                           {"cycles_over_layer_bound", figures.over_layer_bound()},
                           {"host",
                            {{"accelerator_seconds", host.accelerator_seconds(figures.cycles)},
                             {"packing", to_json(figures.packing)},
                             {"packing_seconds", host.packing_seconds(figures.packing)},
                             {"launch_seconds", host.launch_seconds(figures.programs)},
                             {"peak_dram_bytes", total.peak_dram_bytes}}}};
  if (!total.schedule.empty()) object["schedule"] = total.schedule;
  if (total.pass) object["requantization"] = to_string(*total.pass);
  return object;
}

}  // namespace vtasim::report
