#pragma once

#include <cstddef>

#include "compiler/planning/network_plan.h"
#include "compiler/search/search.h"
#include "isa/hardware_config.h"
#include "sim/experiment/host_model.h"
#include "sim/experiment/layer_search.h"
#include "sim/experiment/network_data.h"
#include "sim/experiment/way_search.h"

namespace vtasim::experiment {

/// What a node is called in a plan where the host computes it.
inline constexpr const char* kOnTheHost = "on the host";

/// What is looked for.
struct WaysRequest {
  compiler::SearchEffort effort = compiler::SearchEffort::quick;
  std::size_t jobs = 1;  ///< Searches at a time, each in a process.
  HostModel host;
  compiler::PlanningRules rules;  ///< Of the plan that the ways are for.
};

/// For each node of a network the ways to run it that a plan can want: the fastest program by each mapping that reads
/// and leaves VTA's ordinary layout, of nodes on the network's input by each that leaves it; the fastest by any
/// mapping; depthwise ones also swapped; and the host. Then what leaves pixels or windows as a node behind it wants
/// them; depthwise layers that read such windows, in one program with the pointwise layer behind; and changes of layout
/// on the accelerator between what is left and what is read. Of these the best plan is made with cycles that no program
/// comes below, some that are in it are searched for, and so on until all of a plan are. So no other can be in the
/// best, and they are left out: which plan is best does not depend on how many are searched for at a time. `data` and
/// `config` must outlive the ways. Throws Error for a search whose process failed.
compiler::NetworkWays find_ways(const Laboratory& laboratory, const NetworkData& data,
                                const isa::HardwareConfig& config, const WaysRequest& request,
                                const SearchProgress& progress);

}  // namespace vtasim::experiment
