#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/planning/network_plan.h"
#include "sim/experiment/host_model.h"
#include "sim/experiment/node_ways.h"

namespace vtasim::experiment {

/// Ways to run the nodes of a network on a configuration, and the best plan of them.
struct PlannedNetwork {
  compiler::NetworkWays ways;
  std::optional<compiler::NetworkPlan> plan;
  std::string error;  ///< Why there is none.
};

/// Searches and plans; arguments as for find_ways().
PlannedNetwork plan_with_search(const Laboratory& laboratory, const NetworkData& data,
                                const isa::HardwareConfig& config, const WaysRequest& request,
                                const SearchProgress& progress);

/// Rules of plans with this host's prices; the rest is as PlanningRules has it.
compiler::PlanningRules planning_rules(const HostModel& host);

}  // namespace vtasim::experiment
