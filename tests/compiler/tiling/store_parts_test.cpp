#include "compiler/tiling/store_parts.h"

#include <catch2/catch.hpp>

#include "compiler/search/estimate.h"
#include "tests/support/configurations.h"

namespace vtasim::compiler {

TEST_CASE("a tile's parts are ranges of its filters, side by side in acc") {
  Tile tile;
  tile.group = 2;
  tile.groups = 3;
  tile.filter = 8;
  tile.filters_per_group = 4;
  tile.vectors_per_position = 2;
  tile.rows = 5;
  tile.cols = 3;
  CHECK(store_parts_of(tile).size() == 1);
  tile.store_parts = 5;
  const std::vector<TilePart> parts = store_parts_of(tile);
  REQUIRE(parts.size() == 5);
  int filter = 8;
  int vector = 0;
  for (const TilePart& part : parts) {
    CHECK(part.tile.filter == filter);
    CHECK(part.first_vector == vector);
    CHECK(part.tile.filters() >= 2);
    CHECK(part.tile.filters() <= 3);
    CHECK(part.tile.rows == 5);
    filter += part.tile.filters();
    vector += part.tile.vectors();
  }
  CHECK(filter == 8 + 12);
  CHECK(vector == tile.vectors());
  tile.store_parts = 100;
  CHECK(store_parts_of(tile).size() == 12);
}

TEST_CASE("a tile of a single plane is stored in ranges of rows") {
  Tile tile;
  tile.row = 10;
  tile.rows = 7;
  tile.cols = 3;
  tile.store_parts = 2;
  const std::vector<TilePart> parts = store_parts_of(tile);
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].tile.row == 10);
  CHECK(parts[0].tile.rows == 4);
  CHECK(parts[1].tile.row == 14);
  CHECK(parts[1].tile.rows == 3);
  CHECK(parts[1].first_vector == 12);
  tile.vectors_per_position = 2;  // Of one filter, so that rows do not lie side by side.
  CHECK(store_parts_of(tile).size() == 1);
}

TEST_CASE("storing the last tile in parts saves time, up to a point") {
  LoopNest nest;
  nest.filters = nest.filters_per_group = 16;
  nest.rows = nest.plane_rows = 14;
  nest.cols = nest.plane_cols = 14;
  nest.taps = {{0, 0, 0, 0}};
  const isa::HardwareConfig config = configuration(4, 64, {});
  Tiling tiling;
  tiling.tiles = {Tile{0, 0, 1, 0, 16, 1, 0, 14, 0, 14, 1}};
  const std::int64_t whole = estimate_cycles(nest, tiling, config, 4);
  tiling.tiles[0].store_parts = 4;
  CHECK(estimate_cycles(nest, tiling, config, 4) < whole - 1000);
  const std::int64_t compute = estimate_cycles(nest, tiling, config, 1);
  tiling.tiles[0].store_parts = 16;
  CHECK(estimate_cycles(nest, tiling, config, 1) >= compute);
}

}  // namespace vtasim::compiler
