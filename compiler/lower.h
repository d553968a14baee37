#pragma once

#include <cstdint>
#include <vector>

#include "compiler/nest.h"
#include "compiler/tile_alu.h"
#include "compiler/tiling.h"
#include "compiler/uop_table.h"

namespace vtasim {

/// Where a program's tensors lie in DRAM, in elements of the buffers that they are loaded to or stored from.
struct DramBases {
  std::uint32_t activation = 0;
  std::uint32_t filter = 0;
  std::uint32_t constants = 0;  ///< Bias and shift vectors.
  std::uint32_t output = 0;
  // Of separate requantization.
  std::uint32_t digits = 0;    ///< In inp elements, which are as large as those of out.
  std::uint32_t identity = 0;  ///< A wgt tile.
};

/// The instructions of a nest in plain program order, without dependency bits and without FINISH: for every tile, LOADs
/// of what is not in the scratchpads yet, what sets the tile's acc vectors to their bias (or zero),
/// GEMM, the passes of `requantization`, STORE. Where the first of these passes stores the sums in digits, the others
/// follow in a second pass over DRAM.
UopTable lower(const Nest& nest, const Tiling& tiling, const HardwareConfig& config,
               const std::vector<AluPass>& requantization, const DramBases& bases);

}  // namespace vtasim
