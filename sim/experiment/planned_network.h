#pragma once

#include <string>
#include <vector>

#include "compiler/planning/network_plan.h"
#include "sim/experiment/host_model.h"

namespace vtasim::experiment {

/// Rules of plans with this host's prices; the rest is as PlanningRules has it.
compiler::PlanningRules planning_rules(const HostModel& host);

/// Why there is no plan of a network by these ways.
std::string why_no_plan(const compiler::Graph& graph, const std::vector<std::vector<compiler::NodeWay>>& ways);

}  // namespace vtasim::experiment
