#pragma once

#include <cstdint>
#include <vector>

#include "compiler/host_filter.h"
#include "compiler/mappings/mapping.h"
#include "compiler/tensors.h"

namespace vtasim {

// Host layouts: what the lane maps of a mapping make of tensors. All are dense arrays of scratchpad elements, in the
// order that Nest indexes them. Their sizes are known before packing, so that they can be checked; they saturate.

/// Bytes of the activation operand: [image][plane][row][col] elements.
std::int64_t activation_bytes(const Nest& nest, const HardwareConfig& config);
std::int64_t filter_bytes(const Nest& nest, const HardwareConfig& config);  ///< [filter][tap]
std::int64_t output_bytes(const Nest& nest, const HardwareConfig& config);  ///< [image][filter][phase][row][col]

std::vector<std::uint8_t> pack_activation(const Layer& layer, const Mapping& mapping, const HardwareConfig& config,
                                          const Tensor8& input);
std::vector<std::uint8_t> pack_filter(const Layer& layer, const Mapping& mapping, const HardwareConfig& config,
                                      const HostFilter& weights);
/// The output as a program of this mapping leaves it in DRAM; `output` is that of covered_layer(). Lanes without an
/// element in it hold the requantized bias of their lane, since their operands are zeros. `bias` is folded_bias().
std::vector<std::uint8_t> pack_output(const Layer& layer, const Mapping& mapping, const HardwareConfig& config,
                                      const Tensor8& output, const std::vector<std::int32_t>& bias);

/// The inverse: takes (N, O, OH, OW) out of output_bytes() at `bytes`.
Tensor8 unpack_output_tensor(const Layer& layer, const Mapping& mapping, const std::uint8_t* bytes);

}  // namespace vtasim
