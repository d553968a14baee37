#pragma once

#include <cstdint>
#include <vector>

#include "compiler/lanes/mapping.h"
#include "compiler/packing/byte_source.h"
#include "compiler/packing/host_filter.h"
#include "compiler/workload/tensors.h"

namespace vtasim::compiler {

// Host layouts: what the lane maps of a mapping make of tensors. All are dense arrays of scratchpad elements, in the
// order that LoopNest indexes them (operand_bytes.h has their sizes).

std::vector<std::uint8_t> pack_activation(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config,
                                          const Tensor8& input);
/// The same without data: what each lane is made of.
std::vector<ByteSource> activation_lanes(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config);
/// What each byte is made of. Throws Refused for lanes that are widened to 32 bits (Operands::in_acc).
std::vector<ByteSource> activation_sources(const Layer& layer, const Mapping& mapping,
                                           const isa::HardwareConfig& config);

std::vector<std::uint8_t> pack_filter(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config,
                                      const HostFilter& weights);

}  // namespace vtasim::compiler
