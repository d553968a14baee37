#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/planning/network_plan.h"

namespace vtasim::experiment {

/// One rule for a whole network, to see what planning is worth.
struct Strategy {
  std::string name;
  /// What it comes to; nothing where some node has no way then.
  std::optional<compiler::NetworkPlan> plan;
};

/// VTA's ordinary layout throughout, in which any program reads what any other leaves; depthwise layers all diagonal;
/// depthwise layers all swapped, which the host packs for; and the fastest program of each node with changes of layout
/// that take no time, which no plan comes below. All are the best there is under that rule without a change of layout
/// on the accelerator.
std::vector<Strategy> strategies(const compiler::Graph& graph, const compiler::NetworkWays& ways,
                                 const compiler::PlanningRules& rules, const isa::HardwareConfig& config);

}  // namespace vtasim::experiment
