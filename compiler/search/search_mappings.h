#pragma once

#include <functional>
#include <string>
#include <vector>

#include "compiler/epilogue/alu_pass.h"
#include "compiler/lanes/mapping.h"
#include "compiler/search/search.h"

namespace vtasim::compiler {

/// A program of a layer by a mapping that the search chose.
struct MappingChoice {
  Mapping mapping;
  BiasEntry bias_entry = BiasEntry::automatic;  ///< The layer's, or which was chosen where it leaves that open.
  SearchResult search;                          ///< Of that mapping; what was considered and simulated is that of all.
  int mappings_skipped = 0;                     ///< That cannot be faster than the best (least_cycles.h).
};

/// The mapping of that name. Throws Refused where the shapes of the layer alone rule out programs by it: it takes other
/// layers, or DRAM or acc do not hold what it needs. Nothing is allocated for that, and what passes can only fail for
/// its values.
Mapping make_checked_mapping(const std::string& name, const Layer& layer, const isa::HardwareConfig& config);

/// Throws Refused where they rule out all of mapping_candidates(), saying which came nearest.
void check_shapes(const Layer& layer, const isa::HardwareConfig& config);

/// What there is to choose from for a layer: the named mappings that take it, and the pairs of rectangles and the
/// windows with the lowest bounds, more of them with more effort; rectangles that are a named mapping's are that.
std::vector<Mapping> mapping_candidates(const Layer& layer, const isa::HardwareConfig& config, int alu_passes,
                                        SearchEffort effort);

/// The layer with its bias entering there.
Layer with_bias_entry(const Layer& layer, BiasEntry entry);

/// Searches for a layer's tiling by a mapping of it, as search_tiling() does. Where the layer leaves open where its
/// bias enters, the other ways are tried on the best tilings that were found with the ALU's. `bias` is folded_bias().
/// Throws Refused as search_tiling() does, or where the mapping's lanes do not hold the bias.
MappingChoice search_mapping(const Layer& layer, const std::vector<std::int32_t>& bias,
                             const std::vector<AluPass>& passes, const Mapping& mapping,
                             const isa::HardwareConfig& config, const SearchScope& scope, const Evaluator& evaluate);

/// What search_mapping() finds of a layer by one mapping; throws Refused as it does.
using MappingSearch = std::function<MappingChoice(const Mapping&)>;

/// Searches these mappings of a layer by `search`, most promising first, and keeps the one with the fewest cycles; the
/// first of equals. Throws Refused where none has a program, saying which came nearest, of these and the other named
/// ones.
MappingChoice search_mappings(const Layer& layer, const std::vector<AluPass>& passes,
                              const std::vector<Mapping>& mappings, const isa::HardwareConfig& config,
                              const MappingSearch& search);

}  // namespace vtasim::compiler
