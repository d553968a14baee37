#include "compiler/lanes/constant_tiles.h"

#include <catch2/catch.hpp>

namespace vtasim::compiler {

TEST_CASE("a diagonal tile has its value where in and out lane are the same") {
  const std::vector<std::uint8_t> tile = diagonal_tile(16, -3);
  REQUIRE(tile.size() == 256);
  for (std::size_t i = 0; i < tile.size(); ++i) CHECK(tile[i] == (i % 17 == 0 ? 253 : 0));
}

TEST_CASE("a nest has the constant tiles that its operations need") {
  LoopNest nest;
  CHECK(nest.constant_tiles() == 0);
  CHECK(constant_tiles(nest, 16).empty());
  nest.residual_shift = 6;
  CHECK(nest.constant_tiles() == 1);
  CHECK(constant_tiles(nest, 16) == diagonal_tile(16, 64));
  nest.residual_shift.reset();
  nest.maximum = MaximumForm{};
  CHECK(nest.constant_tiles() == 2);
  const std::vector<std::uint8_t> tiles = constant_tiles(nest, 8);
  REQUIRE(tiles.size() == 2 * 64);
  CHECK(std::vector(tiles.begin(), tiles.begin() + 64) == diagonal_tile(8, 1));
  CHECK(std::vector(tiles.begin() + 64, tiles.end()) == diagonal_tile(8, -1));
}

}  // namespace vtasim::compiler
