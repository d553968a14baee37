#pragma once

#include <vector>

#include "compiler/lanes/mapping.h"

namespace vtasim::compiler {

/// Fills in the planes and filters of a nest, and how many of them make a group: the channels of the layer as the lane
/// maps of `mapping` cut them up.
void count_planes(const Layer& layer, const Mapping& mapping, LoopNest& nest);

/// Gives a nest the taps of one plane for all planes of a group.
void repeat_taps(const std::vector<Tap>& of_plane, LoopNest& nest);

}  // namespace vtasim::compiler
