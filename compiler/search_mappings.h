#pragma once

#include <string>
#include <vector>

#include "compiler/search.h"

namespace vtasim {

/// The mapping with the fewest cycles, and its tiling.
struct MappingChoice {
  std::string mapping;
  SearchResult search;       ///< Of that mapping; what was considered and simulated is that of all.
  int mappings_skipped = 0;  ///< Whose operations alone take longer than the best.
};

/// Cycles below which no program of a nest comes by much, from the nest alone: operations, or each tensor once over the
/// bus, or the stores. (Operations that read only padding are left out of programs, and are counted here.)
std::int64_t least_cycles(const Nest& nest, const HardwareConfig& config, int alu_passes);

/// What there is to choose from for a layer: the named mappings that take it, and the pairs of rectangles with the
/// lowest bounds, more of them with more effort.
std::vector<std::string> mapping_candidates(const Layer& layer, const HardwareConfig& config, int alu_passes,
                                            SearchEffort effort);

/// Searches the mappings `names` of a layer, most promising first, and keeps the one with the fewest cycles; the first
/// of equals. Mappings that do not take the layer are left out. Throws Error where none has a program.
MappingChoice search_mappings(const Layer& layer, const std::vector<AluPass>& passes,
                              const std::vector<std::string>& names, const HardwareConfig& config, SearchEffort effort,
                              const Evaluator& evaluate);

}  // namespace vtasim
