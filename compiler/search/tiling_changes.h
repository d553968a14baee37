#pragma once

#include <vector>

#include "compiler/lanes/loop_nest.h"
#include "compiler/search/local_search.h"
#include "compiler/tiling/tiling_plan.h"

namespace vtasim::compiler {

/// Changes of one thing in a tiling of a nest, in the order in which a search tries them: extents of tiles, the order
/// of loops, the taps of a step, the filters of a LOAD, buffers, ends, stores. `step_sizes` are those of
/// TilingCandidates. What they leave makes sense for the nest, but need not fit the scratchpads. `nest` must outlive
/// them.
std::vector<Change<TilingPlan>> tiling_changes(const LoopNest& nest, const std::vector<int>& step_sizes);

}  // namespace vtasim::compiler
