#pragma once

#include "compiler/lanes/loop_nest.h"
#include "compiler/tiling/tiling_candidates.h"

namespace vtasim::compiler {

// Drawn inside rc::prop().

/// Taps in rows and columns of planes, with or without padding, groups and filters; the last group may be short.
LoopNest random_nest();

/// A plan of a nest by any of its numbers, whole tiles of one step size in any order, whether scratchpads hold them or
/// not. Its ends are whole, and it has one filter a load.
TilingPlan random_plan(const LoopNest& nest);

}  // namespace vtasim::compiler
