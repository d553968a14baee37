#pragma once

#include <cstdint>
#include <vector>

#include "compiler/lanes/mapping.h"
#include "compiler/packing/byte_source.h"
#include "compiler/workload/tensors.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// The output as a program of this mapping leaves it in DRAM; `output` is that of covered_layer() (out_elements.h).
/// Lanes without an element in it hold the requantized bias of their lane, since their operands are zeros. `bias` is
/// folded_bias().
std::vector<std::uint8_t> pack_output(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config,
                                      const Tensor8& output, const std::vector<std::int32_t>& bias);

/// What each byte of it is made of, by elements of the output (N, O, OH, OW). Lanes of channels that the layer does not
/// have hold what 0 is requantized to; those beyond the output's rows and columns, anything.
std::vector<ByteSource> output_sources(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config);

/// The inverse: takes (N, O, OH, OW) out of output_bytes() at `bytes`.
Tensor8 unpack_output_tensor(const Layer& layer, const Mapping& mapping, const std::uint8_t* bytes);

}  // namespace vtasim::compiler
