#pragma once

#include <cstdint>
#include <vector>

#include "compiler/lanes/mapping.h"
#include "compiler/packing/host_filter.h"
#include "compiler/workload/tensors.h"

namespace vtasim::compiler {

// Host layouts: what the lane maps of a mapping make of tensors. All are dense arrays of scratchpad elements, in the
// order that LoopNest indexes them (operand_bytes.h has their sizes).

std::vector<std::uint8_t> pack_activation(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config,
                                          const Tensor8& input);
std::vector<std::uint8_t> pack_filter(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config,
                                      const HostFilter& weights);

}  // namespace vtasim::compiler
