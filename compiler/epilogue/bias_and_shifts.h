#pragma once

#include <cstdint>
#include <vector>

#include "compiler/lanes/mapping.h"
#include "compiler/workload/tensors.h"

namespace vtasim::compiler {

// What a nest adds to and does with all sums of a filter: the layer's bias with its input zero point and its rounding
// folded into it, and its shifts. They lie in DRAM as acc vectors: for each filter its biases, then its shifts
// (LoopNest::bias_and_shift_vectors() vectors), and behind those of all filters the copies of the bias that LOADs fill
// tiles with (LoopNest::bias_copies).

/// The bias of each output channel with the input zero point and the rounding in it, modulo 2^32: bias - zero point x
/// the sum of the channel's weights + what is added before its shift (Requantization::rounding_of()). With it the
/// products need no subtraction, as long as padding holds the zero point, or what it lacks is put right
/// (border_bias.h), and sums no rounding. Empty for a layer without any of them.
std::vector<std::int32_t> folded_bias(const Layer& layer, const LayerTensors& tensors);

/// Channels have shifts of their own.
bool shifts_differ(const Layer& layer);

/// Fills in the fields of a mapping's nest that say where bias and shifts come from.
void plan_bias_and_shifts(const Layer& layer, const isa::HardwareConfig& config, Mapping& mapping);

/// Their bytes in DRAM.
std::int64_t bias_and_shift_bytes(const LoopNest& nest, const isa::HardwareConfig& config);

/// Their contents, from folded_bias(); `weights` (O, C/groups, KH, KW) are for biases at borders.
std::vector<std::uint8_t> pack_bias_and_shifts(const Layer& layer, const Mapping& mapping,
                                               const std::vector<std::int32_t>& bias, const Tensor8& weights);

}  // namespace vtasim::compiler
