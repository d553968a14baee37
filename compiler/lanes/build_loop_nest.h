#pragma once

#include <string>

#include "compiler/lanes/mapping.h"

namespace vtasim::compiler {

/// The mapping with operands in their own buffers that `choice` stands for: finds the taps, and adds
/// vectors to a position where the out vectors do not lie alike to the in vectors: as many out vectors are joined as it
/// takes for their distance to be a multiple of the in steps. Padding is LOAD's where vectors hold a single pixel,
/// otherwise the host's. Throws Error naming the layer where `in` does not hold what the sums need.
Mapping build_loop_nest(const std::string& name, const Layer& layer, LaneChoice choice,
                        const isa::HardwareConfig& config);

/// Whether a mapping with operands in their own buffers leaves the output as (N, O/block, H, W, block).
bool has_ordinary_output(const Layer& layer, const Mapping& mapping, int block);

/// The largest number of groups that the layer's channels let share an in vector of `in_channels` or an out vector of
/// `out_channels`, whichever takes more of them.
int groups_in_vectors(const Layer& layer, int in_channels, int out_channels);

}  // namespace vtasim::compiler
