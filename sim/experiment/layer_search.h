#pragma once

#include <functional>
#include <optional>
#include <string>

#include "compiler/lanes/mapping.h"
#include "compiler/search/search.h"
#include "compiler/search/search_mappings.h"
#include "sim/experiment/search_key.h"
#include "sim/experiment/search_store.h"
#include "sim/machine/machine.h"

namespace vtasim::experiment {

/// Throws Error "WHERE: NAME is not known; ..." for what can be no mapping's name: neither known, nor kAutoMapping, nor
/// a pair of rectangles.
void check_mapping(const std::string& name, const std::string& where);

/// The effort of that name, "quick" or "full".
compiler::SearchEffort effort_of(const std::string& name);

/// What a layer is to be mapped by.
struct MappingRequest {
  std::string name;                          ///< Of a mapping, or kAutoMapping.
  std::optional<compiler::Mapping> mapping;  ///< Of that name; none where the search chooses, or there is an error.
  std::string error;                         ///< Why the layer has no program by it.
};

/// Any mapping.
MappingRequest request_any();

/// The mapping of that name, or any where it is kAutoMapping. Has an error where the layer's shapes decide that there
/// is no program: to know before its data are made.
MappingRequest request_mapping(const std::string& name, const compiler::Layer& layer,
                               const isa::HardwareConfig& config);

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
