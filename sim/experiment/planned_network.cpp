#include "sim/experiment/planned_network.h"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <memory>
#include <utility>

#include "compiler/graph/operation.h"
#include "compiler/layout/packing_work.h"

namespace vtasim::experiment {
namespace {

std::string why_no_plan(const compiler::Graph& graph, const compiler::NetworkWays& ways) {
  if (const auto node = node_for_host(ways)) {
    return fmt::format("{} ({}) has no program on the accelerator; with the host between allowed the host computes it",
                       graph.nodes[*node].name, op_name(graph.nodes[*node].operation));
  }
  return "no programs fit each other, and no changes of layout on the accelerator make them; with the host between "
         "allowed the "
         "host makes changes";
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
  rules.launch_ns = nanoseconds(host.launch_seconds(1));
  // Plans ask for the same changes again and again, and strategies for those of each other.
  using Changes = std::map<std::pair<std::string, std::string>, std::int64_t>;
  rules.change_ns = [host, known = std::make_shared<Changes>()](const compiler::TensorLayout& from,
                                                                const compiler::TensorLayout& to) {
    const auto [change, is_new] = known->try_emplace({from.hash(), to.hash()}, 0);
    if (is_new) change->second = nanoseconds(host.packing_seconds(work_of_change(from, to, host.packing.line_bytes)));
    return change->second;
  };
  return rules;
}

}  // namespace vtasim::experiment
