#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/fusion/pair_program.h"
#include "compiler/fusion/partial_pair_plan.h"
#include "compiler/search/search.h"

namespace vtasim::compiler {

/// What a search for the program of a pair looks at.
struct PairScope {
  /// All plans; an effort by itself means that.
  PairScope(SearchEffort how_much) : effort(how_much) {}
  PairScope(SearchEffort how_much, const PartialPairPlan& plan) : effort(how_much), given(plan) {}

  SearchEffort effort = SearchEffort::quick;
  PartialPairPlan given;  ///< Only plans that have it are looked at.
};

/// What a search for the program of a pair found.
struct PairSearchResult {
  PairPlan plan;
  std::int64_t cycles = 0;  ///< As the evaluator has them.
  int simulated = 0;        ///< Programs that were evaluated.
};

/// Cycles below which no program of the pair comes: the least of both layers (least_cycles.h), one after the other in
/// each module, and of what lies between them.
std::int64_t least_pair_cycles(const PairMapping& mapping, const PairPasses& passes, const isa::HardwareConfig& config);

/// Finds the plan of a pair whose program takes the fewest cycles: bands of rows and groups of channels of the
/// depthwise layer, the tiles of the pointwise layer in what that leaves of the scratchpads, buffers, and how far one
/// runs ahead of the other. All that is compared was evaluated. Always the same for the same pair. Throws Refused
/// naming the pair where no plan fits, or is as given.
PairSearchResult search_pair(const PairMapping& mapping, const PairPasses& passes, const isa::HardwareConfig& config,
                             const PairScope& scope, const Evaluator& evaluate);

}  // namespace vtasim::compiler
