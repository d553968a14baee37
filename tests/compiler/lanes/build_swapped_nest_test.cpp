#include "compiler/lanes/build_swapped_nest.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "compiler/lanes/refused.h"
#include "tests/support/configurations.h"
#include "tests/support/sample_layers.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;

/// 3 x 3 with padding 1 over n x n, depthwise.
Layer square(int n, int channels = 32) { return depthwise_layer(channels, n, n, 3, 1); }

struct Size {
  int rows = 1;
  int cols = 1;
};

struct Steps {
  std::vector<int> rows;
  std::vector<int> cols;
};

Mapping windows(const Layer& layer, Size size, const Steps& steps, std::optional<WindowDeal> deal = {},
                int channels = 1) {
  WindowChoice choice;
  choice.rows = window_rows(layer, size.rows, steps.rows);
  choice.cols = window_cols(layer, size.cols, steps.cols);
  choice.channels = channels;
  choice.deal = deal;
  return build_swapped_nest("windows", layer, choice, configuration(4, 64, {}));
}

}  // namespace

TEST_CASE("windows that overlap by the kernel: a tap for each output of a window") {
  const Mapping mapping = windows(square(112), {4, 4}, {{2}, {2}});
  const LoopNest& nest = mapping.nest;
  CHECK(nest.activation() == isa::Buffer::wgt);
  CHECK(nest.filter() == isa::Buffer::inp);
  CHECK(nest.vectors_per_position == 4);
  CHECK(nest.taps.size() == 4);
  CHECK(nest.rows * nest.cols * nest.vectors_per_position * 16 == 112 * 112);
  CHECK(nest.plane_rows * nest.plane_cols == nest.rows * nest.cols);
  CHECK(mapping.host_packed);
}

TEST_CASE("sums that reach over a window's end take the tiles that follow") {
  // As in the programs written by hand for MobileNetV1's first depthwise layer: 12 operations for 8 outputs, 14 x 7
  // tiles and a row more.
  const WindowDeal deal{WindowDeal::Kind::parts, 2, 8};
  const Mapping mapping = windows(square(112), {4, 4}, {{4}, {2}}, deal);
  const LoopNest& nest = mapping.nest;
  CHECK(nest.vectors_per_position == 8);
  CHECK(nest.taps.size() == 12);
  CHECK(nest.rows == 14);
  CHECK(nest.cols == 7);
  CHECK(nest.plane_rows == 15);
  CHECK(nest.plane_cols == 7);
  CHECK(std::count_if(nest.taps.begin(), nest.taps.end(), [](const Tap& tap) { return tap.dy == 1; }) == 4);
  // Side by side in both directions: 2.25 operations an output.
  CHECK(windows(square(112), {4, 4}, {{4}, {4}}).nest.taps.size() == 36);
}

TEST_CASE("the windows of a round are tiles side by side") {
  // Steps of 4 and 2 in turns: the second window holds all of its outputs, and the first half of its own.
  const WindowDeal deal{WindowDeal::Kind::parts, 2, 8};
  const Mapping mapping = windows(square(48), {4, 4}, {{4, 2}, {2}}, deal);
  const LoopNest& nest = mapping.nest;
  CHECK(nest.vectors_per_position == 6 * 2);
  CHECK(nest.taps.size() == (2 + 4 + 2) * 2);
  CHECK(std::pair(nest.rows, nest.cols) == std::pair(4, 3));
  CHECK(std::pair(nest.stride_rows, nest.stride_cols) == std::pair(2, 1));
  CHECK(std::pair(nest.plane_rows, nest.plane_cols) == std::pair(8, 3));  // No sum reaches into the next round.
  CHECK(std::all_of(nest.taps.begin(), nest.taps.end(), [](const Tap& tap) { return tap.dy < 2 && tap.dx == 0; }));
  // The other way about sums reach into the first window of the next round, a row of tiles more.
  const Mapping reaching = windows(square(48), {4, 4}, {{2, 4}, {2}}, deal);
  CHECK(reaching.nest.taps.size() == nest.taps.size());
  CHECK(reaching.nest.plane_rows == 9);
  const Mapping across = windows(square(48), {4, 4}, {{2}, {2, 4}}, WindowDeal{WindowDeal::Kind::parts, 8, 2});
  CHECK(std::pair(across.nest.plane_rows, across.nest.plane_cols) == std::pair(3, 9));
  CHECK(across.nest.stride_cols == 2);
}

TEST_CASE("in runs the row of windows below is as many tiles further as a strip has columns") {
  const Mapping mapping = windows(square(28), {4, 4}, {{4}, {2}}, WindowDeal{WindowDeal::Kind::runs, 8, 2});
  const LoopNest& nest = mapping.nest;
  CHECK(nest.rows == 7);
  CHECK(nest.cols == 1);
  CHECK(nest.plane_rows == 14);
  for (const Tap& tap : nest.taps) CHECK((tap.dy == 0 || tap.dy == 7));
}

TEST_CASE("without a deal, tiles are fewest") {
  // 7 x 14 windows: 98 in 16 lanes are 7 tiles at least.
  CHECK(windows(square(28), {4, 4}, {{4}, {2}}).nest.rows == 7);
  // Nothing reaches over: 49 windows in 4 tiles.
  const Mapping all = windows(square(14), {4, 4}, {{2}, {2}});
  CHECK(all.nest.rows == 4);
  CHECK(all.out.sequence);
}

TEST_CASE("channels of a group that windows do not hold lie in planes of their own") {
  Layer layer = square(12, 6);
  layer.groups = 1;
  layer.out_channels = 10;
  const Mapping mapping = windows(layer, {2, 2}, {{2}, {2}}, {}, 4);
  CHECK(mapping.nest.planes_per_group == 2);
  CHECK(mapping.nest.filters_per_group == 10);
  CHECK(mapping.nest.taps.size() == 2 * mapping.routing.taps.size());
}

TEST_CASE("windows that leave gaps, and deals that there are not, are refused") {
  CHECK_THROWS_AS(windows(square(12), {2, 2}, {{3}, {3}}), Refused);
  const auto runs = [] { windows(square(12), {4, 4}, {{4}, {4}}, WindowDeal{WindowDeal::Kind::runs, 2, 2}); };
  CHECK_THROWS_WITH(runs(), Contains("cannot be dealt out to 2 x 2 of 16 lanes, in runs where"));
  const auto parts = [] { windows(square(12), {4, 4}, {{4}, {4}}, WindowDeal{WindowDeal::Kind::parts, 5, 4}); };
  CHECK_THROWS_WITH(parts(),
                    Contains("layer layer: 3 x 3 rounds of windows in 1 x 1 phases cannot be dealt out to 5 x 4"));
  Layer dilated = square(40);
  dilated.dilation_h = dilated.dilation_w = 5;
  CHECK_THROWS_WITH(windows(dilated, {4, 4}, {{2}, {2}}), Contains("dilation makes 5 x 5 phases"));
}

}  // namespace vtasim::compiler
