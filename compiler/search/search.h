#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "compiler/epilogue/alu_pass.h"
#include "compiler/program/build_program.h"
#include "compiler/tiling/tiling_candidates.h"

namespace vtasim::compiler {

/// How many candidates a search simulates, and how far it looks for others near the best. Always the same for the same
/// layer: bounded in candidates, not in time.
enum class SearchEffort : std::uint8_t { quick, full };

/// "quick" or "full".
std::string_view to_string(SearchEffort effort);

/// What a search looks at.
struct SearchScope {
  /// All tilings; an effort by itself means that.
  SearchScope(SearchEffort how_much) : effort(how_much) {}
  SearchScope(SearchEffort how_much, PartialPlan tiling) : effort(how_much), given(tiling) {}

  SearchEffort effort = SearchEffort::quick;
  PartialPlan given;  ///< Of the tiling: only those that have it are looked at.
};

/// Cycles that a program takes, values left aside; a large number for one that does not finish.
using Evaluator = std::function<std::int64_t(const isa::Program&)>;

/// What a search found.
struct SearchResult {
  TilingPlan plan;
  std::int64_t cycles = 0;           ///< As the evaluator has them.
  std::vector<TilingPlan> best_few;  ///< The best plans that were evaluated, `plan` first.
  int considered = 0;                ///< Tilings whose cycles were estimated;
  int simulated = 0;                 ///< and those that were evaluated.
};

/// Finds the tiling of a mapped layer that takes the fewest cycles: over rows, columns, channels, the order of loops,
/// the buffers of each scratchpad, the taps of a step, how many filters a LOAD brings, how short the first and the
/// last tiles are and the parts that tiles are stored in. Estimates only choose what is evaluated; the evaluated cycles
/// decide. `passes` as for build_program(). Stops early where a tiling is within 1% of its lower bound; of tilings that
/// are about as fast, takes the one that reads less. Throws Refused naming layer, mapping, field, limit and value where
/// no tiling is as given, or fits.
SearchResult search_tiling(const Layer& layer, const Mapping& mapping, const std::vector<AluPass>& passes,
                           const isa::HardwareConfig& config, const SearchScope& scope, const Evaluator& evaluate);

/// A short search, near what was `found` for a nest that differs little from this one.
SearchResult search_tiling_near(const SearchResult& found, const Layer& layer, const Mapping& mapping,
                                const std::vector<AluPass>& passes, const isa::HardwareConfig& config,
                                const SearchScope& scope, const Evaluator& evaluate);

}  // namespace vtasim::compiler
