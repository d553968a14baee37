#include "compiler/tiling/filter_blocks.h"

#include <catch2/catch.hpp>

namespace vtasim::compiler {
namespace {

/// Blocks of tiles with these ranges of 20 filters.
std::vector<std::pair<int, int>> blocks_of(const std::vector<std::pair<int, int>>& ranges, int filters_per_load) {
  LoopNest nest;
  nest.filters = nest.filters_per_group = 20;
  Tiling tiling;
  tiling.filters_per_load = filters_per_load;
  for (const auto& [filter, count] : ranges) {
    Tile tile;
    tile.filter = filter;
    tile.filters_per_group = count;
    tiling.tiles.push_back(tile);
  }
  std::vector<std::pair<int, int>> blocks;
  for (const FilterBlock& block : filter_blocks(nest, tiling)) blocks.emplace_back(block.first, block.count);
  return blocks;
}

using Ranges = std::vector<std::pair<int, int>>;

}  // namespace

TEST_CASE("a tile's filters are a block, or part of one that is larger") {
  CHECK(blocks_of({{0, 10}, {10, 10}, {0, 10}}, 1) == Ranges{{0, 10}, {10, 10}, {0, 10}});
  // A short first tile loads no more than it needs; a short last one needs nothing new.
  CHECK(blocks_of({{0, 2}, {2, 8}, {0, 10}, {0, 5}, {5, 5}}, 1) == Ranges{{0, 2}, {2, 8}, {0, 10}, {0, 10}, {0, 10}});
}

TEST_CASE("filters that are alike are one block of one") {
  LoopNest nest;
  nest.filters = nest.planes = 20;
  nest.filters_alike = true;
  Tiling tiling;
  tiling.tiles.resize(2);
  tiling.tiles[1].filter = 7;
  for (const FilterBlock& block : filter_blocks(nest, tiling)) {
    CHECK(block.first == 0);
    CHECK(block.count == 1);
  }
}

TEST_CASE("a block has as many filters as a LOAD shall bring, as far as there are any") {
  CHECK(blocks_of({{0, 2}, {2, 2}, {4, 2}, {6, 2}, {14, 2}, {18, 2}}, 6) ==
        Ranges{{0, 6}, {0, 6}, {0, 6}, {6, 6}, {14, 6}, {14, 6}});
  CHECK(blocks_of({{16, 2}, {18, 2}}, 6) == Ranges{{16, 4}, {16, 4}});
  // A tile's filters are never in two.
  CHECK(blocks_of({{0, 4}, {4, 4}}, 6) == Ranges{{0, 6}, {4, 6}});
}

}  // namespace vtasim::compiler
