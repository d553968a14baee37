#pragma once

#include <vector>

#include "compiler/tiling/tiling.h"

namespace vtasim::compiler {

/// A piece of a tile whose vectors lie side by side in acc.
struct TilePart {
  Tile tile;             ///< Of several groups' filters one after the other: what ALU and STORE need of them.
  int first_vector = 0;  ///< Of those of the whole tile.
};

/// The pieces that a tile is stored in, Tile::store_parts or as many as it has: ranges of its filters, or of its rows
/// where it is a single plane. They differ by one filter or row at most.
std::vector<TilePart> store_parts_of(const Tile& tile);

}  // namespace vtasim::compiler
