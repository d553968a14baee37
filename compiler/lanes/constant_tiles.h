#pragma once

#include <cstdint>
#include <vector>

#include "compiler/lanes/loop_nest.h"

namespace vtasim::compiler {

/// A wgt tile, block x block bytes, by which a GEMM operation adds an inp vector times `value` to an acc vector: with
/// 1, the identity.
std::vector<std::uint8_t> diagonal_tile(int block, std::int8_t value);

/// The LoopNest::constant_tiles(), one after the other: of a residual its factor,
/// 2^residual_shift; for maxima 1 and -1.
std::vector<std::uint8_t> constant_tiles(const LoopNest& nest, int block);

}  // namespace vtasim::compiler
