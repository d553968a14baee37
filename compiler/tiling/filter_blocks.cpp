#include "compiler/tiling/filter_blocks.h"

#include <algorithm>
#include <map>

namespace vtasim::compiler {

std::vector<FilterBlock> filter_blocks(const LoopNest& nest, const Tiling& tiling) {
  if (nest.filters_alike) return std::vector<FilterBlock>(tiling.tiles.size(), FilterBlock{0, 1});
  std::map<int, FilterBlock> known;  // By first filter; the last of those that start alike.
  std::vector<FilterBlock> blocks;
  blocks.reserve(tiling.tiles.size());
  for (const Tile& tile : tiling.tiles) {
    const auto holds_tile = [&](const FilterBlock& block) {
      return block.first <= tile.filter && tile.filter + tile.filters() <= block.first + block.count;
    };
    // That of the tile before is the one that is sure to be there.
    FilterBlock block = blocks.empty() ? FilterBlock{} : blocks.back();
    if (!holds_tile(block)) {
      const auto after = known.upper_bound(tile.filter);
      if (after != known.begin()) block = std::prev(after)->second;
    }
    if (!holds_tile(block)) {
      block.first = tile.filter;
      block.count = std::min(std::max(tile.filters(), tiling.filters_per_load), nest.filters - tile.filter);
      known[block.first] = block;
    }
    blocks.push_back(block);
  }
  return blocks;
}

}  // namespace vtasim::compiler
