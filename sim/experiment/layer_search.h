#pragma once

#include <functional>
#include <string>

#include "compiler/search/search.h"
#include "compiler/search/search_mappings.h"
#include "sim/experiment/mapping_request.h"
#include "sim/experiment/search_key.h"
#include "sim/experiment/search_store.h"
#include "sim/machine/machine.h"

namespace vtasim::experiment {

/// The effort of that name, "quick" or "full".
compiler::SearchEffort effort_of(const std::string& name);

/// What a search simulates with: cycles of a program without its values. `simulated` is called with the number of
/// programs so far.
compiler::Evaluator make_evaluator(machine::Machine& machine, const isa::HardwareConfig& config,
                                   std::function<void(int)> simulated);

/// What a search for the best program of a layer as requested, without an error, comes to; kept in the store, and
/// taken from there where it is. Throws Refused, which is kept nowhere, where there is none.
compiler::MappingChoice search_layer(const Laboratory& laboratory, const SearchData& data,
                                     const MappingRequest& request, const isa::HardwareConfig& config,
                                     compiler::SearchEffort effort, const std::function<void(int)>& simulated);

}  // namespace vtasim::experiment
