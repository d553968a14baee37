#pragma once

#include <cstdint>

namespace vtasim::compiler {

/// Where a nest's tensors lie in DRAM, in elements of the buffers that they are loaded to or stored from.
struct DramBases {
  std::uint32_t activation = 0;
  std::uint32_t filter = 0;
  std::uint32_t bias_and_shifts = 0;
  std::uint32_t output = 0;
  // Of separate requantization.
  std::uint32_t digits = 0;    ///< In inp elements, which are as large as those of out.
  std::uint32_t identity = 0;  ///< A wgt tile.
  /// 1: out vectors lie as [image][filter][out vector][row][col]. n: as [image][filter /
  /// n][out vector][row][col][filter % n].
  int filters_side_by_side = 1;
  // Of LoopNest::bias_product.
  std::uint32_t bias_digits = 0;     ///< inp vectors.
  std::uint32_t bias_constants = 0;  ///< A wgt tile.
  std::uint32_t residual = 0;        ///< Of LoopNest::residual_shift: [image][filter][row][col].
  std::uint32_t constants = 0;       ///< LoopNest::constant_tiles().
};

}  // namespace vtasim::compiler
