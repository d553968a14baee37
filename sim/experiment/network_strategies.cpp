#include "sim/experiment/network_strategies.h"

#include <variant>

namespace vtasim::experiment {
namespace {

using compiler::Graph;
using compiler::NodeWay;
using compiler::PlanningRules;

bool depthwise(const compiler::Node& node) {
  const auto* convolution = std::get_if<compiler::Convolution>(&node.operation);
  return convolution != nullptr && convolution->layer.depthwise() && convolution->layer.channels > 1;
}

/// Depthwise layers by this mapping only.
PlanningRules with_depthwise(PlanningRules rules, const std::string& mapping) {
  rules.changes_on_accelerator = false;
  rules.allowed = [mapping](const compiler::Node& node, const NodeWay& way) {
    return !depthwise(node) || way.name == mapping;
  };
  return rules;
}

}  // namespace

std::vector<Strategy> strategies(const Graph& graph, const compiler::NetworkWays& ways, const PlanningRules& rules,
                                 const isa::HardwareConfig& config) {
  PlanningRules ordinary = rules;
  ordinary.host_between = false;
  ordinary.changes_on_accelerator = false;
  ordinary.allowed = [](const compiler::Node&, const NodeWay& way) {
    return !way.keeps_zeros && !way.with_previous && !way.leaves.is_within_program();
  };
  PlanningRules packing = rules;
  packing.host_between = true;
  PlanningRules free_changes = packing;
  free_changes.free_changes = true;
  const auto plan = [&](const PlanningRules& by) { return plan_network(graph, ways, by, config); };
  return {{"ordinary layout throughout", plan(ordinary)},
          {"depthwise layers diagonal", plan(with_depthwise(rules, "diagonal"))},
          {"depthwise layers swapped, packed by the host", plan(with_depthwise(packing, "swapped"))},
          {"bound: changes of layout free", plan(free_changes)}};
}

}  // namespace vtasim::experiment
