#pragma once

#include <cstdint>
#include <vector>

#include "compiler/lanes/mapping.h"

namespace vtasim::compiler {

// A bias vector whose lanes all hold one channel's bias, made in acc instead of loaded: a GEMM operation multiplies an
// inp vector of the bias's digits (bias_lanes.h) by a wgt tile of constants, in which each row has those of a lane.
// That is an inp vector from DRAM for each filter, not an acc vector of four times its bytes, which compute would wait
// for.

/// Sets LoopNest::bias_product. Throws Refused naming layer and mapping where out vectors hold several channels, where
/// lanes have different biases or shifts, or where sums are not products of inp and wgt.
void plan_bias_product(const Layer& layer, Mapping& mapping);

/// Throws Refused naming layer, mapping, channel, value and what fits where digits do not reach as far as `bias`.
void check_bias_product(const Layer& layer, const Mapping& mapping, const std::vector<std::int32_t>& bias, int block);

/// True where the mapping makes bias vectors so, and the bias of every channel fits.
bool bias_fits_product(const Mapping& mapping, const std::vector<std::int32_t>& bias, int block);

/// Bytes of the digits of all filters, and of the constants; none where the mapping does not make bias vectors so.
std::int64_t bias_digit_bytes(const LoopNest& nest, const isa::HardwareConfig& config);
std::int64_t bias_constant_bytes(const LoopNest& nest, const isa::HardwareConfig& config);

/// The digits as inp vectors, one for each filter, and the constants as a wgt tile.
std::vector<std::uint8_t> pack_bias_digit_vectors(const Layer& layer, const Mapping& mapping,
                                                  const std::vector<std::int32_t>& bias, int block);
std::vector<std::uint8_t> pack_bias_constants(const Mapping& mapping, int block);

}  // namespace vtasim::compiler
