#include "compiler/epilogue/residual.h"

#include <catch2/catch.hpp>
#include <utility>

#include "compiler/epilogue/requantization.h"
#include "compiler/lanes/refused.h"
#include "compiler/mappings/registry.h"
#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;

Layer layer_of(int channels, int groups, int out_channels) {
  Layer layer;
  layer.name = "layer";
  layer.channels = channels;
  layer.groups = groups;
  layer.out_channels = out_channels;
  layer.height = layer.width = 8;
  layer.kernel_h = layer.kernel_w = 3;
  layer.residual_shift = 2;
  return layer;
}

}  // namespace

TEST_CASE("mappings that leave the ordinary layout take a residual") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  CHECK(make_mapping("diagonal", layer_of(20, 20, 40), config).nest.residual_shift == 2);
  CHECK(make_mapping("direct", layer_of(40, 1, 20), config).nest.residual_shift == 2);
  CHECK(make_mapping("im2col", layer_of(3, 1, 20), config).nest.residual_shift == 2);
  CHECK(make_mapping("block-diagonal", layer_of(64, 4, 64), config).nest.residual_shift == 2);
}

TEST_CASE("other mappings refuse a residual") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  CHECK_THROWS_AS(make_mapping("banded", layer_of(20, 20, 20), config), OtherKind);
  CHECK_THROWS_WITH(make_mapping("banded", layer_of(20, 20, 20), config),
                    Contains("layer layer: residual_shift is given; mapping banded takes layers without a residual") &&
                        Contains("not as (N, O/16, H, W, 16)"));
  CHECK_THROWS_WITH(make_mapping("swapped", layer_of(20, 20, 20), config),
                    Contains("mapping swapped") && Contains("no products of inp vectors and wgt tiles"));
  // Groups of 10 channels begin in the middle of what would be a vector.
  CHECK_THROWS_AS(make_mapping("block-diagonal", layer_of(20, 2, 20), config), OtherKind);
}

TEST_CASE("clamps let through what a residual can add, no more") {
  Layer layer = layer_of(1, 1, 1);
  layer.kernel_h = layer.kernel_w = 1;
  LayerTensors tensors;
  tensors.weights = {1, 1, 1, 1, {1}};
  layer.residual_shift = 0;
  layer.shift = 1;
  // -256 to 254, halved.
  CHECK(requantization_passes(layer, tensors).size() == 1);
  layer.residual_shift = 1;
  CHECK(requantization_passes(layer, tensors).size() == 3);
  layer.residual_shift.reset();
  layer.shift = 0;
  CHECK(requantization_passes(layer, tensors).empty());
}

TEST_CASE("channels that lie in other lanes are not in the ordinary layout") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  const Layer layer = layer_of(32, 1, 32);
  const LaneMap pixel = lane_map(side_by_side(1, 1, 16), 16);
  LaneMap swapped = pixel;
  std::swap(swapped.lanes[0], swapped.lanes[1]);
  CHECK(make_custom_mapping("mine", {pixel, pixel, 1}, layer, config).nest.residual_shift == 2);
  CHECK_FALSE(make_custom_mapping("mine", {pixel, pixel, 1}, layer, config).host_packed);
  CHECK_THROWS_AS(make_custom_mapping("mine", {pixel, swapped, 1}, layer, config), OtherKind);
  CHECK(make_custom_mapping("mine", {swapped, pixel, 1}, layer, config).host_packed);
}

}  // namespace vtasim::compiler
