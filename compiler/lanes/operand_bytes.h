#pragma once

#include <cstdint>

#include "compiler/lanes/loop_nest.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

// Sizes of the arrays of scratchpad elements that lie in DRAM for a nest. They are known before anything is packed, so
// that they can be checked; they saturate.

/// Bytes of the activation operand: [image][plane][row][col] elements.
std::int64_t activation_bytes(const LoopNest& nest, const isa::HardwareConfig& config);
std::int64_t filter_bytes(const LoopNest& nest, const isa::HardwareConfig& config);  ///< [distinct filter][tap]
/// Of a residual, as many inp elements as there are out vectors: [image][filter][row][col]; 0 without.
std::int64_t residual_bytes(const LoopNest& nest, const isa::HardwareConfig& config);
/// Of LoopNest::constant_tiles().
std::int64_t constant_tile_bytes(const LoopNest& nest, const isa::HardwareConfig& config);
std::int64_t output_bytes(const LoopNest& nest,
                          const isa::HardwareConfig& config);  ///< [image][filter][out vector][row][col], or
                                                               ///< [image][filter][place] by LoopNest::stored.
/// Bytes that are stored of it, some of them more than once.
std::int64_t stored_bytes(const LoopNest& nest, const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
