#include "sim/experiment/planned_network.h"

#include <fmt/format.h>

#include <cstdint>

#include "compiler/graph/operation.h"

namespace vtasim::experiment {
namespace {

std::string why_no_plan(const compiler::Graph& graph, const std::vector<std::vector<compiler::NodeWay>>& ways) {
  if (const auto node = node_for_host(ways)) {
    return fmt::format("{} ({}) has no program on the accelerator; with the host between allowed the host computes it",
                       graph.nodes[*node].name, op_name(graph.nodes[*node].operation));
  }
  return "no programs fit each other without a change of layout; with the host between allowed the host makes them";
}

}  // namespace

PlannedNetwork plan_with_search(const Laboratory& laboratory, const NetworkData& data,
                                const isa::HardwareConfig& config, const WaysRequest& request,
                                const SearchProgress& progress) {
  PlannedNetwork planned;
  planned.ways = find_ways(laboratory, data, config, request, progress);
  planned.plan = plan_network(data.graph, planned.ways, request.rules, config);
  if (!planned.plan) planned.error = why_no_plan(data.graph, planned.ways);
  return planned;
}

compiler::PlanningRules planning_rules(const HostModel& host) {
  compiler::PlanningRules rules;
  rules.accelerator_hz = host.accelerator_hz;
  rules.change_ns = [host](const compiler::TensorLayout&, const compiler::TensorLayout& to) {
    return static_cast<std::int64_t>(host.packing_seconds(to.bytes()) * 1e9);
  };
  return rules;
}

}  // namespace vtasim::experiment
