#include "compiler/lanes/border_bias.h"

#include <catch2/catch.hpp>

namespace vtasim::compiler {
namespace {

/// 8 rows x 20 columns, 3 x 5, padding 1 above and below and 2 at the sides.
Layer wide_layer() {
  Layer layer;
  layer.channels = layer.out_channels = 2;
  layer.groups = 2;
  layer.height = 8;
  layer.width = 20;
  layer.kernel_h = 3;
  layer.kernel_w = 5;
  layer.pad_top = layer.pad_bottom = 1;
  layer.pad_left = layer.pad_right = 2;
  return layer;
}

LaneMap pixel() { return lane_map(side_by_side(1, 1, 16), 16); }

}  // namespace

TEST_CASE("rows and columns whose taps fall inside alike share a bias") {
  Layer layer = wide_layer();
  CHECK(bias_row_ranges(layer, pixel(), 8) == std::vector<int>{0, 1, 7});
  CHECK(bias_col_ranges(layer, pixel(), 20) == std::vector<int>{0, 1, 2, 18, 19});
  layer.stride_h = 2;  // Rows 0, 2, 4 and 6: the last ones reach row 7, which is inside.
  CHECK(bias_row_ranges(layer, pixel(), 4) == std::vector<int>{0, 1});
  layer.stride_h = 1;
  layer.dilation_w = 3;
  layer.pad_left = layer.pad_right = 0;
  CHECK(bias_col_ranges(layer, pixel(), 8) == std::vector<int>{0});
}

TEST_CASE("vectors of several pixels share a bias where all their lanes do") {
  const Layer layer = wide_layer();
  // 2 x 2 pixels: rows 0 and 1, 2 to 5 in pairs, 6 and 7.
  const LaneMap pixels = lane_map(side_by_side(2, 2, 4), 16);
  CHECK(bias_row_ranges(layer, pixels, 4) == std::vector<int>{0, 1, 3});
  CHECK(bias_col_ranges(layer, pixels, 10) == std::vector<int>{0, 1, 9});
}

TEST_CASE("a bias lacks what taps on padding would have taken from it") {
  Layer layer = wide_layer();
  layer.input_zero_point = -3;
  Tensor8 weights = Tensor8::zeros(2, 1, 3, 5);
  for (int kh = 0; kh < 3; ++kh) {
    for (int kw = 0; kw < 5; ++kw) weights.at(1, 0, kh, kw) = static_cast<std::int8_t>(10 * kh + kw);
  }
  CHECK(border_correction(layer, weights, 1, 3, 7) == 0);
  CHECK(border_correction(layer, weights, 0, 0, 0) == 0);
  CHECK(border_correction(layer, weights, 1, 0, 7) == -3 * (0 + 1 + 2 + 3 + 4));
  CHECK(border_correction(layer, weights, 1, 3, 19) == -3 * (3 + 4 + 13 + 14 + 23 + 24));
  CHECK(border_correction(layer, weights, 1, 7, 1) == -3 * (20 + 21 + 22 + 23 + 24 + 0 + 10));
}

}  // namespace vtasim::compiler
