#include "compiler/lanes/window_deal.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <tuple>
#include <vector>

#include "compiler/lanes/refused.h"
#include "tests/support/sample_layers.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;
using Kind = WindowDeal::Kind;

constexpr int kBlock = 16;

/// 3 x 3 with padding 1 over n x n.
Layer square(int n) { return depthwise_layer(4, n, n, 3, 1); }

std::tuple<int, int, int> of(const WindowAxis& axis) { return {axis.phases, axis.outputs, axis.rounds}; }

bool has(const std::vector<WindowDeal>& deals, Kind kind, int rows, int cols) {
  return std::any_of(deals.begin(), deals.end(), [&](const WindowDeal& deal) {
    return deal.kind == kind && deal.rows == rows && deal.cols == cols;
  });
}

}  // namespace

TEST_CASE("windows make the outputs that begin in a step, in phases that dilation makes") {
  Layer layer = square(28);
  CHECK(of(window_rows(layer, 4, {2})) == std::tuple(1, 2, 14));
  CHECK(of(window_cols(layer, 4, {4})) == std::tuple(1, 4, 7));
  CHECK(of(window_cols(layer, 8, {6})) == std::tuple(1, 6, 5));
  layer.stride_h = 2;  // 14 rows of outputs.
  CHECK(of(window_rows(layer, 7, {6})) == std::tuple(1, 3, 5));
  CHECK_THROWS_WITH(window_rows(layer, 7, {3}), Contains("layer layer: windows 3 rows apart; outputs begin every 2"));
  layer.stride_h = 1;
  layer.dilation_h = 2;  // 26 rows of outputs: 13 of each phase.
  CHECK(of(window_rows(layer, 4, {2})) == std::tuple(2, 2, 7));
  layer.stride_h = 2;  // All outputs meet the same half of the rows, every one of it.
  CHECK(of(window_rows(layer, 4, {2})) == std::tuple(1, 2, 7));
}

TEST_CASE("steps that take turns make a round") {
  const Layer layer = square(28);
  const WindowAxis axis = window_cols(layer, 5, {4, 3});
  CHECK(of(axis) == std::tuple(1, 7, 4));
  CHECK(axis.starts == std::vector{0, 4});
  CHECK(axis.round == 7);
  CHECK(axis.windows() == 2);
  CHECK(window_rows(layer, 5, {2}).starts == std::vector{0});
}

TEST_CASE("of a round that sums reach into, only the tiles that they reach are loaded") {
  const Layer layer = square(28);
  const WindowAxis rows = window_rows(layer, 4, {4, 3});  // 4 rounds.
  const WindowAxis cols = window_cols(layer, 4, {2});     // 14.
  const WindowTiles parts = tiles_of({Kind::parts, 2, 7}, rows, cols, {1, 0}, 1, kBlock);
  CHECK(std::tuple(parts.rows, parts.cols, parts.rounds()) == std::tuple(2, 2, 4));
  CHECK(std::tuple(parts.tile_rows, parts.tile_cols) == std::tuple(5, 2));
  // Two strips of 7 columns: the round below is 7 further, with the first of its two windows.
  const WindowTiles runs = tiles_of({Kind::runs, 8, 2}, rows, cols, {1, 0}, 1, kBlock);
  CHECK(std::tuple(runs.rows, runs.cols) == std::tuple(4, 1));
  CHECK(runs.tile_rows == (4 - 1 + 7) * 2 + 1);
  // With all of its windows in the round itself, nothing more.
  CHECK(tiles_of({Kind::runs, 8, 2}, rows, cols, {}, 1, kBlock).loaded() == 4 * 2);
}

TEST_CASE("windows that nothing reaches over are dealt out one after the other, over all images") {
  const Layer layer = square(14);
  const WindowAxis rows = window_rows(layer, 4, {2});
  const WindowAxis cols = window_cols(layer, 4, {2});
  const auto deals = window_deals(rows, cols, {}, kBlock);
  REQUIRE(has(deals, Kind::all, 1, 1));
  const WindowTiles tiles = tiles_of({Kind::all, 1, 1}, rows, cols, {}, 3, kBlock);
  CHECK(tiles.rounds() == (3 * 49 + 15) / 16);
  CHECK(tiles.loaded() == tiles.rounds());
}

TEST_CASE("parts and runs load the tiles that sums reach over into") {
  const Layer layer = square(28);
  const WindowAxis rows = window_rows(layer, 4, {4});  // 7 of them, whose outputs reach into the next.
  const WindowAxis cols = window_cols(layer, 4, {2});  // 14, which do not.
  const WindowReach down{1, 0};
  const auto deals = window_deals(rows, cols, down, kBlock);
  CHECK_FALSE(has(deals, Kind::all, 1, 1));
  REQUIRE(has(deals, Kind::parts, 1, 14));
  const WindowTiles parts = tiles_of({Kind::parts, 1, 14}, rows, cols, down, 1, kBlock);
  CHECK(std::tuple(parts.rows, parts.cols, parts.loaded()) == std::tuple(7, 1, 8));
  // Two strips of 7 columns, the 49 windows of each in 8 runs, each followed by the next row's 7.
  REQUIRE(has(deals, Kind::runs, 8, 2));
  const WindowTiles runs = tiles_of({Kind::runs, 8, 2}, rows, cols, down, 1, kBlock);
  CHECK(std::tuple(runs.rows, runs.cols, runs.loaded()) == std::tuple(7, 1, 14));
  // In runs the window beside is in the same place of another run.
  const auto across = window_deals(rows, cols, {1, 1}, kBlock);
  CHECK(std::none_of(across.begin(), across.end(), [](const WindowDeal& deal) { return deal.kind == Kind::runs; }));
  for (const WindowDeal& deal : deals) CHECK(deal.rows * deal.cols <= kBlock);
}

TEST_CASE("phases take lanes") {
  Layer layer = square(28);
  layer.dilation_h = 3;
  layer.dilation_w = 4;
  const WindowAxis rows = window_rows(layer, 4, {2});
  const WindowAxis cols = window_cols(layer, 4, {2});
  const auto deals = window_deals(rows, cols, {}, kBlock);
  REQUIRE(deals.size() == 1);  // 12 of 16.
  CHECK(has(deals, Kind::parts, 1, 1));
  layer.dilation_h = 5;
  CHECK(window_deals(window_rows(layer, 4, {2}), cols, {}, kBlock).empty());
  // With an output a window, those of all phases follow each other.
  CHECK(has(window_deals(window_rows(layer, 3, {1}), window_cols(layer, 3, {1}), {}, kBlock), Kind::all, 1, 1));
}

}  // namespace vtasim::compiler
