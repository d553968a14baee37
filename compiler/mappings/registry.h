#pragma once

#include <string>
#include <vector>

#include "compiler/lanes/mapping.h"
#include "compiler/mappings/rectangles.h"

namespace vtasim::compiler {

/// Names of the named mappings, in the order of presentation.
std::vector<std::string> mapping_names();

/// The mapping of that name: one of mapping_names(), or a pair of rectangles as rectangles.h describes. Throws Error
/// naming the layer where the mapping cannot take it, or the known names.
Mapping make_mapping(const std::string& name, const Layer& layer, const isa::HardwareConfig& config);

/// As above, of a pair of rectangles.
Mapping make_mapping(const RectanglePair& pair, const Layer& layer, const isa::HardwareConfig& config);

/// True where make_mapping() takes the layer.
bool applicable(const std::string& name, const Layer& layer, const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
