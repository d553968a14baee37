#include "compiler/mappings/windows.h"

#include <catch2/catch.hpp>

#include "compiler/lanes/refused.h"
#include "compiler/mappings/registry.h"
#include "compiler/packing/packing.h"
#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;

}  // namespace

TEST_CASE("windows have names, which are read back") {
  for (const char* name :
       {"swapped 4x4 step 4x2", "swapped 2x2x3 step 2x2", "swapped 1x16 step 1x14 parts 2x8",
        "swapped 4x4x2 step 3x3 runs 16x1", "swapped 2x8 step 2x8+6", "swapped 4x4 step 4+4+2x1+2 parts 2x8",
        "swapped 4x4 step 4x4 aligned", "swapped 4x4 step 4x4 aligned parts 2x7"}) {
    const auto windows = parse_windows(name);
    REQUIRE(windows);
    CHECK(name_of(*windows) == name);
    CHECK(is_mapping_name(name));
  }
  const auto windows = *parse_windows("swapped 4x5x3 step 2x1+3 runs 8x2");
  CHECK(windows.rows == 4);
  CHECK(windows.cols == 5);
  CHECK(windows.channels == 3);
  CHECK(windows.row_steps == std::vector{2});
  CHECK(windows.col_steps == std::vector{1, 3});
  REQUIRE(windows.deal);
  CHECK(windows.deal->kind == WindowDeal::Kind::runs);
  CHECK(windows.deal->rows == 8);
  CHECK(windows.deal->cols == 2);
  CHECK_FALSE(windows.aligned);
  CHECK(parse_windows("swapped 4x4 step 4x4 aligned parts 2x7")->aligned);
}

TEST_CASE("what is no name of windows is none") {
  for (const char* name : {"swapped",
                           "swapped 4x4",
                           "swapped 4x4 step 4",
                           "swapped 4x4 step 0x2",
                           "swapped 4x4x1 step 4x2",
                           "swapped 4x4 step 4x2 ",
                           "swapped  4x4 step 4x2",
                           "swapped +4x4 step 4x2",
                           "swapped 4x4 step 4x2 parts 2",
                           "swapped 4x4 step 4x2 parts 0x2",
                           "swapped 4x4 step 4x2 all",
                           "swapped 4x4 step 4+x2",
                           "swapped 4x4 step +4x2",
                           "swapped 4x4 step 4+ 4x2",
                           "swapped 4x4 step 4x",
                           "swapped 4x4 step 4x4294967298",
                           "swapped 2000x4 step 4x2",
                           "swapped 99999999999x4 step 4x2",
                           "swapped 4x4 step 4x4 aligne",
                           "swapped 4x4 step 4x4  aligned",
                           "swapped 4x4 step 4x4 parts 2x7 aligned",
                           "swapped 4x4 step 4x4 aligned aligned"}) {
    CAPTURE(name);
    CHECK_FALSE(parse_windows(name));
  }
}

TEST_CASE("windows of more channels than a group has, or too large ones, are refused") {
  Layer layer;
  layer.name = "layer";
  layer.channels = layer.out_channels = 6;
  layer.groups = 3;
  layer.height = layer.width = 200;
  layer.kernel_h = layer.kernel_w = 3;
  const isa::HardwareConfig config = configuration(4, 64, {});
  CHECK_THROWS_WITH(
      make_mapping("swapped 2x2x3 step 1x1", layer, config),
      Contains("layer layer: a group has 2 channels, and windows of mapping swapped 2x2x3 step 1x1 have 3"));
  CHECK_THROWS_WITH(make_mapping("swapped 100x100 step 1x1", layer, config), Contains("more than 1024 elements"));
  CHECK_THROWS_WITH(make_mapping("swapped 10x10 step 10x10", layer, config),
                    Contains("10 x 10 outputs begin in a round of windows"));
  CHECK_THROWS_WITH(make_mapping("swapped 10x10 step 1+1+1+1x1+1+1", layer, config),
                    Contains("more than 1024 elements"));
  CHECK_THROWS_AS(make_mapping("swapped 2x2 step 3x3", layer, config), Refused);
}

TEST_CASE("aligned windows lie side by side in the input itself") {
  Layer layer;
  layer.name = "layer";
  layer.channels = layer.out_channels = layer.groups = 2;
  layer.height = layer.width = 16;
  layer.kernel_h = layer.kernel_w = 3;
  layer.pad_top = layer.pad_bottom = layer.pad_left = layer.pad_right = 1;
  const isa::HardwareConfig config = configuration(4, 64, {});
  const Mapping mapping = make_mapping("swapped 4x4 step 4x4 aligned parts 2x2", layer, config);
  const LoopNest& nest = mapping.nest;
  CHECK(std::pair(nest.rows, nest.cols) == std::pair(2, 2));
  CHECK(std::pair(nest.plane_rows, nest.plane_cols) == std::pair(4, 4));  // A tile more on each side.
  CHECK(nest.taps.size() == 36);                                          // 6 x 6 windows for 4 x 4 outputs.
  const Tensor8 input = random_tensors(layer, 1).input;
  const std::vector<std::uint8_t> tiles = pack_activation(layer, mapping, config, input);
  const auto in_tile = [&](int row, int col, int lane, int i) {
    return static_cast<std::int8_t>(tiles[static_cast<std::size_t>(((row * 4 + col) * 16 + lane) * 16 + i)]);
  };
  for (int i = 0; i < 16; ++i) {
    CHECK(in_tile(1, 1, 0, i) == input.at(0, 0, i / 4, i % 4));
    CHECK(in_tile(2, 1, 3, i) == input.at(0, 0, 12 + i / 4, 8 + i % 4));
    CHECK(in_tile(0, 2, 0, i) == 0);                                     // Above the plane;
    CHECK(in_tile(0, 2, 2, i) == input.at(0, 0, 4 + i / 4, 4 + i % 4));  // and above the part below.
  }
  layer.stride_h = layer.stride_w = 2;
  CHECK(make_mapping("swapped 4x4 step 4x4 aligned", layer, config).nest.taps.size() == 9);
  CHECK_THROWS_WITH(make_mapping("swapped 4x4 step 4x2 aligned", layer, config),
                    Contains("layer layer: aligned windows lie side by side; these of 4 are 2 apart"));
  layer.dilation_h = 3;
  CHECK_THROWS_WITH(make_mapping("swapped 4x4 step 4x4 aligned", layer, config), Contains("dilation is 3 x 1"));
}

TEST_CASE("swapped is windows of the kernel's size, one for each output") {
  Layer layer;
  layer.name = "layer";
  layer.channels = layer.out_channels = layer.groups = 8;
  layer.height = 23;
  layer.width = 19;
  layer.kernel_h = 3;
  layer.kernel_w = 5;
  layer.stride_h = 2;
  const isa::HardwareConfig config = configuration(4, 64, {});
  const Mapping swapped = make_mapping("swapped", layer, config);
  const Mapping same = make_mapping("swapped 3x5 step 2x1", layer, config);
  CHECK(swapped.nest.rows == same.nest.rows);
  CHECK(swapped.nest.taps.size() == same.nest.taps.size());
  CHECK(swapped.output_layout == same.output_layout);
}

}  // namespace vtasim::compiler
