#pragma once

#include <string>
#include <vector>

#include "compiler/lanes/mapping.h"
#include "compiler/mappings/rectangles.h"
#include "compiler/mappings/windows.h"

namespace vtasim::compiler {

/// Names of the named mappings, in the order of presentation.
std::vector<std::string> mapping_names();

/// Whether a text is the name of a mapping on some configuration: one of mapping_names(), a pair of rectangles or
/// windows.
bool is_mapping_name(const std::string& name);

/// What names there are besides mapping_names(), for messages about one that is none: "rectangles such as ..., and
/// windows such as ...".
std::string other_mapping_names();

/// The mapping of that name: one of mapping_names(), a pair of rectangles as rectangles.h describes, or windows as
/// windows.h does. Throws Error naming the layer where the mapping cannot take it, or the known names.
Mapping make_mapping(const std::string& name, const Layer& layer, const isa::HardwareConfig& config);

/// As above, of a pair of rectangles, and of windows.
Mapping make_mapping(const RectanglePair& pair, const Layer& layer, const isa::HardwareConfig& config);
Mapping make_mapping(const Windows& windows, const Layer& layer, const isa::HardwareConfig& config);

/// One that somebody wrote down (custom_lanes.h), called `name`. Throws Refused naming layer and mapping for lane maps
/// with holes.
Mapping make_custom_mapping(const std::string& name, const LaneChoice& lanes, const Layer& layer,
                            const isa::HardwareConfig& config);

/// The same mapping of a layer that differs in where its bias enters: by its name, or by its lanes.
Mapping remake_mapping(const Mapping& mapping, const Layer& layer, const isa::HardwareConfig& config);

/// True where make_mapping() takes the layer.
bool applicable(const std::string& name, const Layer& layer, const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
