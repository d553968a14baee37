#pragma once

#include <vector>

#include "compiler/tiling/tiling_candidates.h"

namespace vtasim::compiler {

/// The tilings that differ from a plan's in one thing, in the order in which a search tries them: ends, stores, extents
/// of tiles, the order of loops, the taps of a step, the filters of a LOAD, buffers. `step_sizes` are those of
/// TilingCandidates. They make sense for the nest, but need not fit the scratchpads.
std::vector<TilingPlan> neighbours_of(const TilingPlan& plan, const LoopNest& nest, const std::vector<int>& step_sizes);

}  // namespace vtasim::compiler
