#pragma once

#include "compiler/codegen/uop_table.h"
#include "compiler/lanes/loop_nest.h"
#include "compiler/tiling/tiling.h"

namespace vtasim::compiler {

/// Where a tile's operands begin.
struct MaximumEntries {
  int acc = 0;         ///< [plane][row][col] of a grid of entries (maximum_form.h).
  int activation = 0;  ///< inp: [plane][window row][window col], without padding.
  int constants = 0;   ///< wgt: the tiles of 1 and of -1.
};

/// Where a tile's maxima are then, in entries of acc from the first on; a row's lie side by side.
struct MaximumPlaces {
  int plane_pitch = 0;
  int row_pitch = 0;
};

/// Appends the instructions that leave the maxima of a tile's planes in acc, and in out: GEMMs and ALU operations for
/// taps that are chained, m becoming max(m - x, 0) + x, and MAX with registers along axes whose elements are in acc.
/// `window` is the tile's, without padding.
MaximumPlaces append_maximum(const LoopNest& nest, const Tile& tile, const Window& window,
                             const MaximumEntries& entries, UopTable& program);

}  // namespace vtasim::compiler
