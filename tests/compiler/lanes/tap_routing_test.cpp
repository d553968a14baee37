#include "compiler/lanes/tap_routing.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "isa/base/error.h"

namespace vtasim::compiler {
namespace {

constexpr int kBlock = 16;

Layer kernel_3x3(int stride) {
  Layer layer;
  layer.name = "layer";
  layer.channels = layer.out_channels = 1;
  layer.height = layer.width = 32;
  layer.kernel_h = layer.kernel_w = 3;
  layer.stride_h = layer.stride_w = stride;
  return layer;
}

TapRouting routes_of(const Layer& layer, const Rectangle& in, const Rectangle& out) {
  return route_taps(layer, lane_map(in, kBlock), lane_map(out, kBlock), kBlock);
}

}  // namespace

TEST_CASE("every route ends at the element that its tap meets") {
  for (const int stride : {1, 2, 3}) {
    for (const Rectangle& in : {side_by_side(2, 8, 1), side_by_side(4, 4, 1), Rectangle{2, 8, 1, 2, 4},
                                Rectangle{1, 16, 1, 1, 3}, Rectangle{4, 4, 1, 2, 1}}) {
      CAPTURE(stride, in.rows, in.cols, in.row_step, in.col_step);
      const Layer layer = kernel_3x3(stride);
      const LaneMap in_map = lane_map(in, kBlock);
      const LaneMap out_map = lane_map(side_by_side(4, 4, 1), kBlock);
      const TapRouting routing = route_taps(layer, in_map, out_map, kBlock);
      for (std::size_t lane = 0; lane < out_map.lanes.size(); ++lane) {
        for (int tap = 0; tap < 9; ++tap) {
          const Route& route = routing.at(lane, tap, 0);
          const Tap& vector = routing.taps.at(static_cast<std::size_t>(route.tap));
          const Lane& from = in_map.lanes.at(static_cast<std::size_t>(route.lane));
          CHECK(vector.dy * in.row_step + from.dy == out_map.lanes[lane].dy * stride + tap / 3);
          CHECK(vector.dx * in.col_step + from.dx == out_map.lanes[lane].dx * stride + tap % 3);
        }
      }
    }
  }
}

TEST_CASE("where vectors overlap, as few as possible are read") {
  const Layer layer = kernel_3x3(1);
  CHECK(routes_of(layer, {2, 8, 1, 2, 4}, side_by_side(4, 4, 1)).taps.size() == 3);
  CHECK(routes_of(layer, side_by_side(2, 8, 1), side_by_side(4, 4, 1)).taps.size() == 3);
  CHECK(routes_of(layer, {1, 16, 1, 1, 14}, side_by_side(1, 14, 1)).taps.size() == 3);
  CHECK(routes_of(layer, side_by_side(4, 4, 1), side_by_side(4, 4, 1)).taps.size() == 4);
  CHECK(routes_of(layer, {3, 3, 1, 1, 1}, side_by_side(1, 1, 1)).taps.size() == 1);
}

TEST_CASE("a place with several vectors has them side by side in columns") {
  Layer layer = kernel_3x3(1);
  layer.kernel_h = 1;
  layer.kernel_w = 3;
  LaneMap in = lane_map({1, 3, 8, 1, 1}, kBlock);
  CHECK(in.vectors(kBlock) == 2);
  const TapRouting routing = route_taps(layer, in, lane_map(side_by_side(1, 1, 16), kBlock), kBlock);
  REQUIRE(routing.taps.size() == 2);
  CHECK(routing.taps[0].dx == 0);
  CHECK(routing.taps[1].dx == 1);
  CHECK(routing.at(0, 2, 5).tap == 1);
  CHECK(routing.at(0, 2, 5).lane == 5);
}

TEST_CASE("each vector of a place has routing of its own") {
  const Layer layer = kernel_3x3(1);
  LaneMap out = lane_map(side_by_side(1, 1, 16), kBlock);
  const LaneMap next = out;
  for (Lane lane : next.lanes) {
    lane.dx = 2;
    out.lanes.push_back(lane);
  }
  // Pixels in fours: the first vector's row lies in one, the second's (columns 2 to 4) in two.
  const TapRouting routing = route_taps(layer, lane_map(side_by_side(1, 4, 4), kBlock), out, kBlock);
  const auto taps_of = [&](int out_vector) {
    return std::count_if(routing.taps.begin(), routing.taps.end(),
                         [&](const Tap& tap) { return tap.out_vector == out_vector; });
  };
  CHECK(taps_of(0) == 3);
  CHECK(taps_of(1) == 6);
}

TEST_CASE("gaps between vectors are an error") {
  CHECK_THROWS_AS(routes_of(kernel_3x3(1), {1, 4, 4, 1, 8}, side_by_side(1, 4, 4)), Error);
}

}  // namespace vtasim::compiler
