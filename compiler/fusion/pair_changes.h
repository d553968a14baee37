#pragma once

#include <vector>

#include "compiler/fusion/pair_mapping.h"
#include "compiler/fusion/pair_plan.h"
#include "compiler/search/local_search.h"

namespace vtasim::compiler {

/// Changes of one thing in a plan of a pair, in the order in which a search tries them, those that gain most first:
/// extents of tiles and bands, the taps of a step, the order of loops, how far one layer runs ahead, ends, stores,
/// buffers. What they leave makes sense for the pair, but need not fit the scratchpads. `mapping` must outlive them.
std::vector<Change<PairPlan>> pair_changes(const PairMapping& mapping);

}  // namespace vtasim::compiler
