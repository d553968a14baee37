#include "compiler/lanes/build_loop_nest.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "isa/base/error.h"
#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;

constexpr int kBlock = 16;

isa::HardwareConfig hardware() { return configuration(4, 64, {}); }

LaneMap pixels(int channels = kBlock) { return lane_map(side_by_side(1, 1, channels), kBlock); }

LaneMap lanes(const Rectangle& rectangle) { return lane_map(rectangle, kBlock); }

/// 3 x 3 with padding 1 over 10 x 12.
Layer layer_of(int channels, int out_channels, int groups) {
  Layer layer;
  layer.name = "layer";
  layer.channels = channels;
  layer.out_channels = out_channels;
  layer.groups = groups;
  layer.height = 10;
  layer.width = 12;
  layer.kernel_h = layer.kernel_w = 3;
  layer.pad_top = layer.pad_bottom = layer.pad_left = layer.pad_right = 1;
  return layer;
}

Layer depthwise(int channels, int multiplier = 1) { return layer_of(channels, channels * multiplier, channels); }

Mapping built(const Layer& layer, LaneChoice choice) {
  return build_loop_nest("choice", layer, std::move(choice), hardware());
}

/// Channels in lanes of single pixels, a vector of them a plane.
Mapping diagonal(const Layer& layer) { return built(layer, {pixels(), pixels(), groups_in_vectors(layer, kBlock, 1)}); }

/// A layer's channels by rectangles, one group at a time.
Mapping rectangles(const Layer& layer, const Rectangle& in, const Rectangle& out) {
  return built(layer, {lanes(in), lanes(out), 1});
}

std::size_t taps_of(const LoopNest& nest, int out_vector) {
  return static_cast<std::size_t>(
      std::count_if(nest.taps.begin(), nest.taps.end(), [&](const Tap& tap) { return tap.out_vector == out_vector; }));
}

}  // namespace

TEST_CASE("channels in lanes of a pixel: planes of a vector of channels, a tap for each of the kernel") {
  const Layer layer = depthwise(40);
  const Mapping mapping = diagonal(layer);
  const LoopNest& nest = mapping.nest;
  CHECK(mapping.name == "choice");
  CHECK(mapping.layer_groups == 16);
  CHECK(nest.activation() == isa::Buffer::inp);
  CHECK(nest.filter() == isa::Buffer::wgt);
  CHECK(nest.planes == 3);
  CHECK(nest.planes_per_group == 1);
  CHECK(nest.filters == 3);
  CHECK(nest.filters_per_group == 1);
  CHECK(nest.vectors_per_position == 1);
  CHECK(nest.rows == 10);
  CHECK(nest.cols == 12);
  CHECK(nest.plane_rows == 10);
  CHECK(nest.plane_cols == 12);
  REQUIRE(nest.taps.size() == 9);
  CHECK(nest.taps[5].dy == 1);
  CHECK(nest.taps[5].dx == 2);
  CHECK_FALSE(mapping.host_packed);
  CHECK(mapping.output_layout == "(N, O/16, H, W, 16)");
}

TEST_CASE("filters of a group that is not full are only as many as it has channels for") {
  const LoopNest twice = diagonal(depthwise(40, 2)).nest;
  CHECK(twice.filters_per_group == 2);
  CHECK(twice.planes == 3);
  CHECK(twice.filters == 5);  // The last 8 channels have 16 filters: a vector.
  CHECK(diagonal(depthwise(32, 2)).nest.filters == 4);
}

TEST_CASE("one group: every filter is summed over all planes") {
  const LoopNest nest = diagonal(layer_of(40, 20, 1)).nest;
  CHECK(nest.planes_per_group == 3);
  CHECK(nest.planes == 3);
  CHECK(nest.filters_per_group == 2);
  CHECK(nest.filters == 2);
  REQUIRE(nest.taps.size() == 27);
  CHECK(nest.taps[8].plane == 0);
  CHECK(nest.taps[9].plane == 1);
  CHECK(nest.taps[9].dy == 0);
  CHECK(nest.taps[26].plane == 2);
}

TEST_CASE("groups that fill a vector share it, unless vectors are larger than they are") {
  CHECK(groups_in_vectors(layer_of(64, 64, 16), 16, 1) == 4);
  CHECK(groups_in_vectors(layer_of(64, 64, 2), 16, 1) == 1);
  CHECK(groups_in_vectors(layer_of(64, 16, 16), 16, 8) == 8);  // Out vectors take more of them.
  CHECK(groups_in_vectors(depthwise(3), 16, 1) == 3);
  const LoopNest nest = diagonal(layer_of(64, 64, 16)).nest;
  CHECK(nest.planes == 4);
  CHECK(nest.filters == 4);
}

TEST_CASE("images, bias and stride are the layer's") {
  Layer layer = depthwise(16);
  layer.batch = 3;
  layer.bias = true;
  layer.stride_h = 2;
  layer.stride_w = 3;
  const LoopNest nest = diagonal(layer).nest;
  CHECK(nest.images == 3);
  CHECK(nest.bias);
  CHECK(nest.rows == 5);
  CHECK(nest.cols == 4);
  CHECK(nest.stride_rows == 2);
  CHECK(nest.stride_cols == 3);
}

TEST_CASE("LOAD pads where vectors are pixels and its fields hold the padding") {
  Layer layer = depthwise(16);
  const auto by_host = [&] { return diagonal(layer).host_padding; };
  SECTION("a pixel all around") {
    const Mapping mapping = diagonal(layer);
    CHECK_FALSE(mapping.host_padding);
    CHECK(mapping.nest.pad_rows == 1);
    CHECK(mapping.nest.pad_cols == 1);
  }
  SECTION("15 pixels at most") {
    for (int Layer::*pad : {&Layer::pad_top, &Layer::pad_bottom, &Layer::pad_left, &Layer::pad_right}) {
      layer = depthwise(16);
      layer.*pad = 15;
      CHECK_FALSE(by_host());
      layer.*pad = 16;
      CHECK(by_host());
    }
  }
  SECTION("what the host pads has the padding in its planes") {
    layer.pad_left = 16;
    const Mapping mapping = diagonal(layer);
    CHECK(mapping.host_packed);
    CHECK(mapping.nest.pad_rows == 0);
    CHECK(mapping.nest.pad_cols == 0);
    CHECK(mapping.nest.plane_rows == 12);
    CHECK(mapping.nest.plane_cols == 16 + 12 + 1);
  }
  SECTION("zeros that do not stand for 0 take biases at the border, which only the ALU copies") {
    layer.input_zero_point = 3;
    CHECK_FALSE(by_host());
    layer.bias_entry = BiasEntry::alu;
    CHECK_FALSE(by_host());
    layer.bias_entry = BiasEntry::load;
    CHECK(by_host());
    layer.bias_entry = BiasEntry::lane;
    CHECK(by_host());
    layer.pad_top = layer.pad_bottom = layer.pad_left = layer.pad_right = 0;
    CHECK_FALSE(by_host());
  }
  SECTION("not more than 25 of them") {
    layer.input_zero_point = 3;
    layer.kernel_h = layer.kernel_w = 5;
    layer.pad_top = layer.pad_bottom = layer.pad_left = layer.pad_right = 2;
    CHECK_FALSE(by_host());
    layer.kernel_w = 7;
    layer.pad_left = layer.pad_right = 3;
    CHECK(by_host());
  }
}

TEST_CASE("lanes that are not the channels of a vector are packed by the host") {
  CHECK_FALSE(built(layer_of(40, 20, 1), {pixels(), pixels(), 1}).host_packed);
  // Of groups of 24 channels the second begins within a vector.
  CHECK(diagonal(layer_of(48, 48, 2)).host_packed);
  CHECK(diagonal(layer_of(48, 48, 2)).output_layout == "(N, O/16, H/1, W/1, 16)");
  const Mapping eight = built(layer_of(40, 20, 1), {pixels(8), pixels(), 1});
  CHECK(eight.host_packed);
  CHECK_FALSE(eight.host_padding);
  CHECK(eight.nest.planes == 5);
  CHECK(rectangles(depthwise(2), side_by_side(2, 8, 1), side_by_side(4, 4, 1)).host_packed);
}

TEST_CASE("groups that share vectors with some that there are not have more vectors than the ordinary layout") {
  // Groups of 16 channels, a vector each, and of 4 filters, four to a vector.
  const auto mapping = [](int groups) {
    const Layer layer = layer_of(16 * groups, 4 * groups, groups);
    return built(layer, {pixels(), pixels(), groups_in_vectors(layer, 1, kBlock)});
  };
  CHECK(mapping(7).nest.planes == 8);
  CHECK(mapping(7).host_packed);
  CHECK_FALSE(mapping(7).host_padding);
  CHECK_FALSE(mapping(8).host_packed);
  CHECK(mapping(3).nest.planes == 3);
  CHECK_FALSE(mapping(3).host_packed);
}

TEST_CASE("bands: pixels of a row in strips that overlap by the kernel") {
  const Mapping mapping = rectangles(depthwise(3), {1, 16, 1, 1, 14}, side_by_side(1, 14, 1));
  const LoopNest& nest = mapping.nest;
  CHECK(nest.planes == 3);
  CHECK(nest.filters == 3);
  CHECK(nest.vectors_per_position == 1);
  CHECK(nest.rows == 10);
  CHECK(nest.cols == 1);
  CHECK(nest.stride_rows == 1);
  CHECK(nest.taps.size() == 3);  // A vector for each row of the kernel.
  CHECK(mapping.host_padding);
  CHECK(nest.pad_rows == 0);
  CHECK(nest.plane_rows == 12);
  CHECK(nest.plane_cols == 1);
  CHECK(mapping.output_layout == "(N, O/1, H/1, W/14, 16)");
  Layer wide = depthwise(3);
  wide.width = 29;
  const LoopNest strips = rectangles(wide, {1, 16, 1, 1, 14}, side_by_side(1, 14, 1)).nest;
  CHECK(strips.cols == 3);
  CHECK(strips.stride_cols == 1);
  CHECK(strips.plane_cols == 3);
}

TEST_CASE("patches that overlap by the kernel read one vector for each pair of rows") {
  const Mapping mapping = rectangles(depthwise(3), {2, 8, 1, 2, 4}, side_by_side(4, 4, 1));
  const LoopNest& nest = mapping.nest;
  CHECK(nest.vectors_per_position == 1);
  CHECK(nest.rows == 3);
  CHECK(nest.cols == 3);
  CHECK(nest.stride_rows == 2);
  CHECK(nest.stride_cols == 1);
  CHECK(nest.taps.size() == 3);
  CHECK(nest.plane_rows == 2 * 2 + 3);
  CHECK(nest.plane_cols == 3);
  CHECK(mapping.output_layout == "(N, O/1, H/4, W/4, 16)");
}

TEST_CASE("out vectors that lie differently to in vectors are joined") {
  Layer layer = depthwise(3);
  const auto patches = [&] { return rectangles(layer, side_by_side(2, 8, 1), side_by_side(4, 4, 1)); };
  SECTION("as many as are a step of the in vectors") {
    const Mapping mapping = patches();
    const LoopNest& nest = mapping.nest;
    CHECK(nest.vectors_per_position == 2);
    CHECK(nest.rows == 3);
    CHECK(nest.cols == 2);
    CHECK(nest.stride_rows == 2);
    CHECK(nest.stride_cols == 1);
    CHECK(taps_of(nest, 0) == 3);
    CHECK(taps_of(nest, 1) == 6);
    CHECK(mapping.out.lanes[16].dx == 4);
    CHECK(mapping.output_layout == "(N, O/1, 2, H/4, W/8, 16)");
  }
  SECTION("not more than the output has") {
    layer.width = 4;
    CHECK(patches().nest.vectors_per_position == 1);
  }
  SECTION("a stride that makes up for it takes none") {
    layer.stride_w = 2;
    CHECK(patches().nest.vectors_per_position == 1);
    CHECK(patches().nest.stride_cols == 1);
  }
  SECTION("rows as well") {
    const LoopNest nest = rectangles(layer, side_by_side(4, 4, 1), side_by_side(2, 8, 1)).nest;
    CHECK(nest.vectors_per_position == 2);
    CHECK(nest.rows == 3);
    CHECK(nest.stride_rows == 1);
    CHECK(nest.stride_cols == 2);
  }
}

TEST_CASE("a place of several in vectors counts them in columns") {
  Layer layer = depthwise(3);
  layer.stride_w = 2;
  // 3 x 8 pixels and lanes to spare: two vectors a place.
  const LoopNest nest = rectangles(layer, {3, 8, 1, 1, 4}, side_by_side(1, 2, 1)).nest;
  CHECK(nest.rows == 10);
  CHECK(nest.cols == 3);
  CHECK(nest.stride_cols == 2);
  CHECK(nest.plane_cols == 6);
}

TEST_CASE("where there is one position, any stride will do") {
  Layer layer = depthwise(16);
  layer.height = layer.width = 3;
  layer.pad_top = layer.pad_bottom = layer.pad_left = layer.pad_right = 0;
  layer.stride_h = layer.stride_w = 5;
  CHECK(diagonal(layer).nest.stride_rows == 1);
  CHECK(diagonal(layer).nest.stride_cols == 1);
}

TEST_CASE("rows that a stride skips are taken for the rest of those before") {
  Layer layer = layer_of(40, 20, 1);
  layer.kernel_h = layer.kernel_w = 1;
  layer.pad_top = layer.pad_bottom = layer.pad_left = layer.pad_right = 0;
  layer.stride_h = layer.stride_w = 2;
  const auto skipped = [&] {
    const Mapping mapping = diagonal(layer);
    CHECK(mapping.nest.stride_rows * mapping.rows_in_plane_row == layer.stride_h);
    CHECK(mapping.nest.plane_rows * mapping.rows_in_plane_row == layer.height);
    CHECK(mapping.nest.plane_cols == layer.width * mapping.rows_in_plane_row);
    CHECK(mapping.nest.stride_cols == layer.stride_w);
    return mapping.rows_in_plane_row;
  };
  CHECK(skipped() == 2);
  SECTION("three columns of the kernel change nothing") {
    layer.kernel_w = 3;
    CHECK(skipped() == 2);
  }
  SECTION("not by a kernel of two rows") {
    layer.kernel_h = 2;
    CHECK(skipped() == 1);
  }
  SECTION("not where the rows are no multiple") {
    layer.height = 9;
    CHECK(skipped() == 1);
  }
  SECTION("not with padding on the left or on the right") {
    layer.pad_left = 1;
    CHECK(skipped() == 1);
    layer.pad_left = 0;
    layer.width = 11;
    layer.pad_right = 2;
    CHECK(skipped() == 1);
  }
  SECTION("not where rows become longer than x_stride reaches") {
    layer.width = 65535 / 2;
    CHECK(skipped() == 2);
    layer.width = 65535 / 2 + 1;
    CHECK(skipped() == 1);
  }
}

TEST_CASE("in lanes that leave gaps are refused, by the layer's name") {
  CHECK_THROWS_WITH(rectangles(depthwise(3), {1, 4, 4, 1, 8}, side_by_side(1, 4, 4)), Contains("layer layer"));
}

}  // namespace vtasim::compiler
