#pragma once

#include <vector>

#include "compiler/tiling/loop_order.h"
#include "compiler/tiling/tiling.h"

namespace vtasim::compiler {

/// A part of an extent.
struct Piece {
  int begin = 0;
  int size = 0;
};

/// [0, extent) in as few pieces of at most `largest` as possible; they differ by at most one.
std::vector<Piece> pieces_of(int extent, int largest);

/// Extents of the tiles of a nest; tiles at the end of an extent may be smaller.
struct TileShape {
  int groups = 1;
  int filters_per_group = 1;
  int rows = 1;
  int cols = 1;
  LoopOrder order = kFiltersStay;
};

/// The size of pieces of which an extent takes `more` than it does of pieces of `size`; 0 where that leaves none.
int recut(int extent, int size, int more);

/// Cuts a nest into tiles no larger than `shape`, of sizes as equal as possible, in the order of its loops.
std::vector<Tile> split_nest(const LoopNest& nest, const TileShape& shape);

/// The same tiles with the first cut into pieces of 1/2^n, 1/2^n, 1/2^(n-1) ... 1/2, n being `head`, and the last one
/// the other way round with `tail`. A single tile is cut at its head only.
std::vector<Tile> shorten_ends(const std::vector<Tile>& tiles, int head, int tail);

}  // namespace vtasim::compiler
