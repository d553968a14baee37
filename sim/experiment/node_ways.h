#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "compiler/planning/network_plan.h"
#include "compiler/search/search.h"
#include "isa/hardware_config.h"
#include "sim/experiment/host_model.h"
#include "sim/experiment/layer_search.h"
#include "sim/experiment/network_data.h"

namespace vtasim::experiment {

/// What a node is called in a plan where the host computes it.
inline constexpr const char* kOnTheHost = "on the host";

/// What is looked for.
struct WaysRequest {
  compiler::SearchEffort effort = compiler::SearchEffort::quick;
  std::size_t jobs = 1;  ///< Searches at a time.
  HostModel host;
  compiler::PlanningRules rules;  ///< Of the plan that the ways are for.
};

/// For each node of a network the ways to run it that a plan can want: the fastest program by each mapping that reads
/// and leaves VTA's ordinary layout, of nodes on the network's input by each that leaves it; the fastest by any
/// mapping; depthwise ones also swapped; and the host. `data` and `config` must outlive them. `progress(text, done,
/// all)` is called as searches go on. Throws Error for a search whose process failed.
std::vector<std::vector<compiler::NodeWay>> find_ways(
    const Laboratory& laboratory, const NetworkData& data, const isa::HardwareConfig& config,
    const WaysRequest& request, const std::function<void(const std::string&, std::size_t, std::size_t)>& progress);

}  // namespace vtasim::experiment
