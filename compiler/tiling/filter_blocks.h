#pragma once

#include <vector>

#include "compiler/tiling/tiling.h"

namespace vtasim::compiler {

/// Neighbouring filters that are loaded together.
struct FilterBlock {
  int first = 0;
  int count = 0;
};

/// The block that the filters of each tile are in: one that a tile before it has loaded, or else a new one that starts
/// with the tile's filters and has Tiling::filters_per_load of them, or those of the tile where they are more. Where
/// all filters are alike, the one that there is.
std::vector<FilterBlock> filter_blocks(const LoopNest& nest, const Tiling& tiling);

}  // namespace vtasim::compiler
