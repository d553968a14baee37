#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compiler/fusion/layer_pair.h"
#include "compiler/fusion/pair_mapping.h"
#include "compiler/fusion/pair_program.h"
#include "compiler/search/search.h"
#include "isa/hardware_config.h"
#include "sim/experiment/pair_request.h"
#include "sim/experiment/search_json.h"
#include "sim/experiment/search_key.h"
#include "sim/experiment/search_store.h"

namespace vtasim::experiment {

/// The seed of a pointwise layer's data, whose depthwise layer's is `seed`.
std::uint64_t pointwise_seed(std::uint64_t seed);

PairSearchData make_pair_search_data(const compiler::LayerPair& pair, std::uint64_t seed);

compiler::PairPasses passes_of(const PairSearchData& data);

/// What fused programs of a pair are searched for: the named mappings that take it, and some rectangles and windows.
std::vector<PairRequest> fused_requests(const PairSearchData& data, const isa::HardwareConfig& config,
                                        compiler::SearchEffort effort);

/// What a search for the best fused program of a pair as requested, without an error, comes to; kept in the store, and
/// taken from there where it is. Throws Refused, which is kept nowhere, where there is none.
PairChoice search_fused(const Laboratory& laboratory, const PairSearchData& data, const PairRequest& request,
                        const isa::HardwareConfig& config, compiler::SearchEffort effort,
                        const std::function<void(int)>& simulated);

/// The request with the fewest cycles among fused_requests() with what `any` gives of the plan, and what its search
/// comes to, likewise; those that cannot be better are not searched. The one that is most promising where none has a
/// program, none where no mapping takes the pair.
std::optional<PairRequest> search_best_fused(const Laboratory& laboratory, const PairSearchData& data,
                                             const PairRequest& any, const isa::HardwareConfig& config,
                                             compiler::SearchEffort effort, const std::function<void(int)>& simulated);

}  // namespace vtasim::experiment
