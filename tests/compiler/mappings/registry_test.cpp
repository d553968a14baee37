#include "compiler/mappings/registry.h"

#include <array>
#include <catch2/catch.hpp>

#include "compiler/lanes/mapping.h"
#include "compiler/lanes/refused.h"
#include "compiler/mappings/rectangles.h"
#include "compiler/program/compile.h"
#include "compiler/search/rectangle_candidates.h"
#include "isa/base/error.h"
#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;

Layer layer_of(int channels, int groups, int out_channels, int size, int kernel, int stride) {
  Layer layer;
  layer.name = "layer";
  layer.channels = channels;
  layer.groups = groups;
  layer.out_channels = out_channels;
  layer.height = layer.width = size;
  layer.kernel_h = layer.kernel_w = kernel;
  layer.stride_h = layer.stride_w = stride;
  layer.pad_top = layer.pad_bottom = layer.pad_left = layer.pad_right = kernel / 2;
  return layer;
}

/// Useful multiply-adds of all that the nest's GEMM operations do.
double lane_efficiency(const std::string& name, const Layer& layer) {
  const LoopNest nest = make_mapping(name, layer, block_16()).nest;
  const double operations = static_cast<double>(nest.taps.size()) * nest.images * nest.filters * nest.rows * nest.cols;
  return static_cast<double>(layer.macs()) / (256.0 * operations);
}

}  // namespace

TEST_CASE("lane efficiencies are those of the mappings' definitions") {
  const Layer depthwise = layer_of(32, 32, 32, 112, 3, 1);
  CHECK(lane_efficiency("diagonal", depthwise) == Approx(1.0 / 16));
  CHECK(lane_efficiency("im2col", depthwise) == Approx(9.0 / 256));
  CHECK(lane_efficiency("swapped", depthwise) == Approx(9.0 / 16));
  CHECK(lane_efficiency("banded", depthwise) == Approx(14 * 9 / (3 * 256.0)));
  CHECK(lane_efficiency("patches", depthwise) == Approx(16 * 9 / (3 * 256.0)));
  const Layer first = layer_of(3, 1, 32, 224, 3, 2);
  CHECK(lane_efficiency("channel-padding", first) == Approx(3.0 / 16));
  CHECK(lane_efficiency("pixel-packing", first) == Approx(27 / (4.5 * 16)));
  CHECK(lane_efficiency("row-packing", first) == Approx(9.0 / 16));
  CHECK(lane_efficiency("space-to-depth", first) == Approx(27 / (4 * 16.0)));
  CHECK(lane_efficiency("im2col", first) == Approx(27.0 / 32));
  CHECK(lane_efficiency("swapped-im2col", first) == Approx(27.0 / 32));
  const Layer first_7 = layer_of(3, 1, 64, 224, 7, 2);
  CHECK(lane_efficiency("row-packing", first_7) == Approx(21.0 / 32));
  CHECK(lane_efficiency("space-to-depth", first_7) == Approx(147 / (16 * 16.0)));
  CHECK(lane_efficiency("im2col", first_7) == Approx(147.0 / 160));
  CHECK(lane_efficiency("direct", layer_of(64, 1, 64, 56, 3, 1)) == Approx(1));
  CHECK(lane_efficiency("exchanged", layer_of(64, 1, 64, 56, 1, 1)) == Approx(1));
  CHECK(lane_efficiency("block-diagonal", layer_of(64, 16, 64, 56, 3, 1)) == Approx(4.0 / 16));
  CHECK(lane_efficiency("block-diagonal", layer_of(64, 2, 64, 56, 3, 1)) == Approx(1));
}

TEST_CASE("named mappings are points among the rectangles") {
  const Layer layer = layer_of(32, 32, 32, 112, 3, 1);
  const auto costs = [&](const std::string& name) {
    const LoopNest nest = make_mapping(name, layer, block_16()).nest;
    return std::array{static_cast<int>(nest.taps.size()), nest.filters,    nest.rows,      nest.cols, nest.planes,
                      nest.vectors_per_position,          nest.plane_rows, nest.plane_cols};
  };
  CHECK(costs("diagonal") == costs("in 1x1x16 out 1x1x16"));
  CHECK(costs("patches") == costs("in 2x8x1 step 2x4 out 4x4x1"));
  CHECK(costs("banded") == costs("in 1x16x1 step 1x14 out 1x14x1"));
}

TEST_CASE("patches for depthwise 3x3 are no worse than any candidate") {
  const auto best = rectangle_candidates(layer_of(32, 32, 32, 112, 3, 1), block_16(), 4, 3);
  REQUIRE(best.size() == 3);
  CHECK(best.front().bound() == 25088 * (3 + 4));
  CHECK(best[0].bound() <= best[1].bound());
  CHECK(best[1].bound() <= best[2].bound());
}

TEST_CASE("names of rectangles") {
  const RectanglePair overlap{{2, 8, 1, 2, 4}, side_by_side(4, 4, 1)};
  CHECK(name_of(overlap) == "in 2x8x1 step 2x4 out 4x4x1");
  CHECK(name_of(parse_rectangles(name_of(overlap), 16).value()) == name_of(overlap));
  CHECK(name_of(parse_rectangles("in 1x1x16 out 1x2x8", 16).value()) == "in 1x1x16 out 1x2x8");
  for (const char* wrong : {"in 2x8x1", "in 2x8x2 out 4x4x1", "in 2x8x1 out 4x4x2", "in 2x8x1 out 4x4x1 ",
                            "in 2x8x1 step 3x4 out 4x4x1", "in 2x8x1 step 2x8 out 4x4x1", "in 0x8x1 out 4x4x1",
                            "in +2x8x1 out 4x4x1", "in 2x8x1 out 4x4x1x1", "diagonal"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_rectangles(wrong, 16).has_value());
  }
}

TEST_CASE("a mapping that cannot take a layer says what it takes") {
  const Layer ordinary = layer_of(64, 1, 64, 8, 3, 1);
  const Layer grouped = layer_of(64, 4, 64, 8, 3, 1);
  const Layer depthwise = layer_of(64, 64, 64, 8, 3, 1);
  const auto refuses = [](const char* name, const Layer& layer, const char* text) {
    CAPTURE(name);
    CHECK_THROWS_WITH(make_mapping(name, layer, block_16()), Contains("layer layer") && Contains(text));
    CHECK_FALSE(applicable(name, layer, block_16()));
  };
  refuses("diagonal", grouped, "groups is 4; mapping diagonal takes depthwise layers");
  refuses("swapped", ordinary, "takes depthwise layers, where it is the number of channels, 64");
  refuses("banded", ordinary, "depthwise");
  refuses("patches", grouped, "depthwise");
  refuses(
      "block-diagonal", ordinary,
      "groups is 1; mapping block-diagonal takes layers with more than one group and more than one channel in each, "
      "such as 2");
  refuses("block-diagonal", depthwise, "groups is 64");
  refuses("block-diagonal", layer_of(15, 1, 15, 8, 3, 1), "in each, such as 3");
  refuses("block-diagonal", layer_of(4, 1, 4, 8, 3, 1), "in each, such as 2");
  refuses("block-diagonal", layer_of(7, 1, 7, 8, 3, 1), "in each; where channels is 7 there is no such");
  refuses("block-diagonal", layer_of(1, 1, 7, 8, 3, 1), "in each; where channels is 1 there is no such");
  refuses("direct", grouped, "takes layers with 1 group");
  refuses("direct", layer_of(3, 1, 8, 8, 3, 1), "channels is 3; mapping direct takes 16 and more");
  refuses("channel-padding", ordinary, "channels is 64; mapping channel-padding takes 1 to 15");
  refuses("im2col", ordinary,
          "groups is 1 and channels is 64; mapping im2col takes layers with 1 group of less than 16 "
          "channels, or with several groups of more than 1 channel each");
  refuses("pixel-packing", layer_of(9, 1, 8, 8, 3, 1), "takes 1 to 8");
  refuses("space-to-depth", layer_of(3, 1, 8, 8, 3, 1), "stride is 1");
  Layer wide = layer_of(8, 8, 8, 20, 17, 1);
  refuses("banded", wide, "spans 17 columns; mapping banded takes at most 16");
  refuses("row-packing", depthwise, "takes layers with 1 group");
  refuses("alu", depthwise, "takes configurations whose ALU multiplies");
  isa::HardwareConfig multiplies = block_16();
  multiplies.alu_mul = true;
  CHECK(applicable("alu", depthwise, multiplies));
  CHECK_FALSE(applicable("alu", grouped, multiplies));
  CHECK_THROWS_WITH(make_mapping("bended", depthwise, block_16()), Contains("not known") && Contains("banded"));
  // A name that is none is a fault, no answer about a mapping that does not take the layer.
  CHECK_THROWS_AS(applicable("bended", depthwise, block_16()), Error);
  CHECK_THROWS_WITH(make_mapping("in 4x8x1 out 4x8x1", depthwise, block_16()), Contains("have 16"));
  CHECK_THROWS_AS(make_mapping("in 4x8x1 out 4x8x1", depthwise, block_16()), Refused);
  CHECK_FALSE(applicable("in 4x8x1 out 4x8x1", depthwise, block_16()));
}

}  // namespace vtasim::compiler
