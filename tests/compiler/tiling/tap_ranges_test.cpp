#include "compiler/tiling/tap_ranges.h"

#include <catch2/catch.hpp>
#include <tuple>

namespace vtasim::compiler {
namespace {

/// 3 x 3 over 6 x 5 with padding 1, out vectors `stride` apart.
LoopNest padded_nest(int stride) {
  LoopNest nest;
  nest.plane_rows = 6;
  nest.plane_cols = 5;
  nest.stride_rows = nest.stride_cols = stride;
  nest.rows = (6 + stride - 1) / stride;
  nest.cols = (5 + stride - 1) / stride;
  nest.pad_rows = nest.pad_cols = 1;
  for (int tap = 0; tap < 9; ++tap) nest.taps.push_back({tap / 3, tap % 3, 0, 0});
  return nest;
}

Tile whole(const LoopNest& nest) {
  Tile tile;
  tile.rows = nest.rows;
  tile.cols = nest.cols;
  return tile;
}

/// Products of a tile whose elements are inside the plane, one after the other.
std::int64_t counted(const LoopNest& nest, const Tile& tile) {
  std::int64_t count = 0;
  for (const Tap& tap : nest.taps) {
    for (int r = tile.row; r < tile.row + tile.rows; ++r) {
      for (int x = tile.col; x < tile.col + tile.cols; ++x) {
        const int row = r * nest.stride_rows + tap.dy - nest.pad_rows;
        const int col = x * nest.stride_cols + tap.dx - nest.pad_cols;
        count += row >= 0 && row < nest.plane_rows && col >= 0 && col < nest.plane_cols ? 1 : 0;
      }
    }
  }
  return count;
}

std::int64_t operations(const std::vector<TapRange>& ranges) {
  std::int64_t sum = 0;
  for (const TapRange& range : ranges) sum += range.operations();
  return sum;
}

}  // namespace

TEST_CASE("each tap is summed up where it meets the plane, and nowhere else") {
  for (const int stride : {1, 2, 3}) {
    const LoopNest nest = padded_nest(stride);
    const Tile tile = whole(nest);
    const auto ranges = taps_inside(nest, tile, 0, 9);
    CAPTURE(stride);
    CHECK(operations(ranges) == counted(nest, tile));
    for (const TapRange& range : ranges) {
      CHECK(range.row + range.rows <= tile.rows);
      CHECK(range.col + range.cols <= tile.cols);
    }
  }
  CHECK(taps_inside(padded_nest(1), whole(padded_nest(1)), 0, 9).size() == 9);
}

TEST_CASE("a tile in the middle has one range, one at the side has the taps that reach over apart") {
  const LoopNest nest = padded_nest(1);
  Tile tile;
  tile.row = 2;
  tile.rows = 2;
  tile.col = 1;
  tile.cols = 3;
  const auto middle = taps_inside(nest, tile, 0, 9);
  REQUIRE(middle.size() == 1);
  CHECK(middle[0].taps.size() == 9);
  CHECK(middle[0].operations() == taps_everywhere(tile, 0, 9)[0].operations());
  tile.row = 0;
  const auto top = taps_inside(nest, tile, 0, 9);
  REQUIRE(top.size() == 2);
  CHECK(std::tuple(top[0].row, top[0].rows, top[0].taps.size()) == std::tuple(1, 1, 3u));
  CHECK(std::tuple(top[1].row, top[1].rows, top[1].taps.size()) == std::tuple(0, 2, 6u));
}

TEST_CASE("taps that meet nothing but padding are in no range") {
  LoopNest nest = padded_nest(1);
  nest.pad_rows = 9;
  nest.rows = 2;
  CHECK(taps_inside(nest, whole(nest), 0, 9).empty());
}

}  // namespace vtasim::compiler
