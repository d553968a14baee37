#include "compiler/tiling/split.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <map>
#include <tuple>

namespace vtasim::compiler {
namespace {

/// How often the tiles cover each (image, filter, row, col); also checks that a tile's filters belong to its groups.
std::map<std::tuple<int, int, int, int>, int> coverage(const LoopNest& nest, const std::vector<Tile>& tiles) {
  std::map<std::tuple<int, int, int, int>, int> counts;
  for (const Tile& tile : tiles) {
    for (int i = 0; i < tile.filters(); ++i) {
      RC_ASSERT((tile.filter + i) / nest.filters_per_group == tile.group + i / tile.filters_per_group);
      for (int row = 0; row < tile.rows; ++row) {
        for (int col = 0; col < tile.cols; ++col) {
          ++counts[{tile.image, tile.filter + i, tile.row + row, tile.col + col}];
        }
      }
    }
  }
  return counts;
}

void check_covers_once(const LoopNest& nest, const std::vector<Tile>& tiles) {
  const auto counts = coverage(nest, tiles);
  RC_ASSERT(counts.size() == static_cast<std::size_t>(nest.images * nest.filters * nest.rows * nest.cols));
  for (const auto& [where, count] : counts) RC_ASSERT(count == 1);
}

}  // namespace

TEST_CASE("tiles cover every out vector once, however a nest is cut") {
  rc::prop("random nests and shapes", [] {
    LoopNest nest;
    nest.images = *rc::gen::inRange(1, 3);
    nest.filters_per_group = *rc::gen::inRange(1, 4);
    nest.planes_per_group = *rc::gen::inRange(1, 4);
    const int groups = *rc::gen::inRange(1, 5);
    nest.planes = groups * nest.planes_per_group;
    nest.filters = groups * nest.filters_per_group - *rc::gen::inRange(0, nest.filters_per_group);
    nest.rows = *rc::gen::inRange(1, 9);
    nest.cols = *rc::gen::inRange(1, 9);
    TileShape shape;
    shape.filters_per_group = *rc::gen::inRange(1, nest.filters_per_group + 1);
    shape.groups = shape.filters_per_group == nest.filters_per_group ? *rc::gen::inRange(1, groups + 1) : 1;
    shape.rows = *rc::gen::inRange(1, nest.rows + 1);
    shape.cols = *rc::gen::inRange(1, nest.cols + 1);
    shape.order = *rc::gen::elementOf(all_loop_orders());
    const std::vector<Tile> tiles = split_nest(nest, shape);
    check_covers_once(nest, tiles);
    for (const Tile& tile : tiles) {
      RC_ASSERT(tile.groups <= shape.groups);
      RC_ASSERT(tile.filters_per_group <= shape.filters_per_group);
      RC_ASSERT(tile.rows <= shape.rows);
      RC_ASSERT(tile.cols <= shape.cols);
    }
    check_covers_once(nest, shorten_ends(tiles, *rc::gen::inRange(0, 7), *rc::gen::inRange(0, 7)));
  });
}

TEST_CASE("pieces differ by one at most, so that no tile is a remainder") {
  LoopNest nest;
  nest.rows = 10;
  const std::vector<Tile> tiles = split_nest(nest, {1, 1, 4, 1, kFiltersStay});
  REQUIRE(tiles.size() == 3);
  CHECK(tiles[0].rows == 4);
  CHECK(tiles[1].rows == 3);
  CHECK(tiles[2].rows == 3);
}

TEST_CASE("short ends: halves, quarters and so on, small at the very ends") {
  LoopNest nest;
  nest.rows = 24;
  const std::vector<Tile> tiles = shorten_ends(split_nest(nest, {1, 1, 8, 1, kFiltersStay}), 2, 1);
  std::vector<int> rows;
  for (const Tile& tile : tiles) rows.push_back(tile.rows);
  CHECK(rows == std::vector<int>{2, 2, 4, 8, 4, 4});
}

TEST_CASE("an extent is cut into some more pieces, or fewer") {
  CHECK(recut(28, 10, 0) == 10);
  CHECK(recut(28, 10, 1) == 7);
  CHECK(recut(28, 10, -1) == 14);
  CHECK(recut(28, 28, -1) == 0);
}

}  // namespace vtasim::compiler
