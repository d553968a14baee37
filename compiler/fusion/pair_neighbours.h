#pragma once

#include <vector>

#include "compiler/fusion/pair_plan.h"

namespace vtasim::compiler {

/// The plans of a pair that differ from one in one thing, in the order in which a search tries them: how far one layer
/// runs ahead, rows, extents of tiles, the order of loops, the taps of a step, buffers and ends. They make sense for
/// the pair, but need not fit the scratchpads.
std::vector<PairPlan> neighbours_of(const PairPlan& plan, const PairMapping& mapping);

}  // namespace vtasim::compiler
