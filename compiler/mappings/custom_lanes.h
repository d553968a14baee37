#pragma once

#include <string>

#include "compiler/lanes/mapping.h"

namespace vtasim::compiler {

/// What of lane maps makes no mapping of vectors of `block` lanes, whatever the layer: steps below 1, lanes beyond the
/// steps of their map, full vectors that are none, out lanes that leave an element out or hold one twice. Names map and
/// lane. Empty where all is well.
std::string lane_problem(const LaneChoice& lanes, int block);

/// The mapping with operands in their own buffers that somebody wrote down as lane maps. Throws Refused naming layer
/// and mapping for those that have a lane_problem(), share more groups than the layer has, or whose in lanes do not
/// hold what the sums need.
Mapping custom_lanes_mapping(const std::string& name, const LaneChoice& lanes, const Layer& layer,
                             const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
