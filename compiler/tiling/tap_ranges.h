#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "compiler/tiling/split.h"
#include "compiler/tiling/tiling.h"

namespace vtasim::compiler {

/// Taps that a tile's vectors are summed up over at the same positions: a rectangle of its rows and columns.
struct TapRange {
  int row = 0;  ///< From the tile's first.
  int rows = 0;
  int col = 0;
  int cols = 0;
  std::vector<std::size_t> taps;  ///< Of the nest.
  std::int64_t operations() const { return std::int64_t{rows} * cols * static_cast<std::int64_t>(taps.size()); }
};

/// Of the positions [first, first + count) of an axis those at which offset + position x stride is in [0, extent), from
/// `first` on.
Piece positions_inside(int first, int count, int stride, int offset, int extent);

/// The taps [begin, end) by the positions of a tile at which they meet the plane: what they meet elsewhere is padding,
/// and adds nothing. Taps that meet nothing else are in none.
std::vector<TapRange> taps_inside(const LoopNest& nest, const Tile& tile, std::size_t begin, std::size_t end);

/// Whether there is anything to leave out: LOADs write padding. Operands in acc are multiplied one way only, and
/// maxima never take it in.
bool can_skip_padding(const LoopNest& nest);

/// The same taps at all positions of the tile.
std::vector<TapRange> taps_everywhere(const Tile& tile, std::size_t begin, std::size_t end);

}  // namespace vtasim::compiler
