#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "compiler/fusion/pair_mapping.h"
#include "compiler/fusion/pair_search.h"
#include "compiler/search/search_mappings.h"
#include "isa/hardware_config.h"
#include "sim/experiment/mapping_request.h"
#include "sim/experiment/pair_request.h"
#include "sim/experiment/search_key.h"

namespace vtasim::experiment {

// What searches came to, as JSON: the choices alone, since what else programs are made of follows from them. Reading
// makes it again, and throws Error where a text is none of these, or says what there is no program of.

nlohmann::json to_json(const compiler::MappingChoice& choice);

/// A choice for that layer, which must be as requested. Of SearchResult::best_few it has the best.
compiler::MappingChoice read_choice(const nlohmann::json& object, const MappingRequest& request, const SearchData& data,
                                    const isa::HardwareConfig& config);

/// A search among all mappings of a pair, with the name of the chosen one.
struct PairChoice {
  std::string mapping;
  compiler::PairSearchResult search;
};

nlohmann::json to_json(const PairChoice& choice);

/// A choice for that pair, which must be as requested.
PairChoice read_pair_choice(const nlohmann::json& object, const PairRequest& request, const PairSearchData& data,
                            const isa::HardwareConfig& config);

/// The mapping's name alone.
std::string read_mapping(const nlohmann::json& object);

}  // namespace vtasim::experiment
