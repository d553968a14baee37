#pragma once

#include <cstddef>
#include <cstdint>

namespace vtasim::isa {

/// Base addresses of the scratchpads that GEMM works on, and the lanes of a vector (8, 16, 32 or 64).
struct GemmMemory {
  std::int32_t* acc = nullptr;
  std::int8_t* out = nullptr;
  const std::int8_t* inp = nullptr;
  const std::int8_t* wgt = nullptr;
  std::size_t block = 0;
};

/// Operations by the scratchpad entries they work on.
struct GemmOperations {
  const std::uint32_t* acc = nullptr;
  const std::uint32_t* inp = nullptr;
  const std::uint32_t* wgt = nullptr;
  std::size_t count = 0;
};

// Both do acc[a] += wgt[w] * inp[i], out[a] = low 8 bits of acc[a], one operation after the other, with the widest
// vectors of the machine (chosen at run time). Results are the same bits on every machine.

/// Any tiles: each is read as it lies in the scratchpad.
void gemm_tile_each(const GemmMemory& memory, const GemmOperations& operations);

/// All operations with the tile wgt[0]: rearranged once, then about twice as fast an operation.
void gemm_one_tile(const GemmMemory& memory, const GemmOperations& operations);

/// Operations with one tile from which on gemm_one_tile() is the faster way.
inline constexpr std::size_t kWorthRearranging = 8;

}  // namespace vtasim::isa
