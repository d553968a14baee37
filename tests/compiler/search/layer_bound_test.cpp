#include "compiler/search/layer_bound.h"

#include <catch2/catch.hpp>

#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

Layer square(int channels, int groups, int out_channels, int size, int kernel) {
  Layer layer;
  layer.channels = channels;
  layer.groups = groups;
  layer.out_channels = out_channels;
  layer.height = layer.width = size;
  layer.kernel_h = layer.kernel_w = kernel;
  layer.pad_top = layer.pad_bottom = layer.pad_left = layer.pad_right = kernel / 2;
  return layer;
}

const std::vector<AluPass> kThreePasses(3);

}  // namespace

TEST_CASE("a depthwise layer takes an operation to start a vector, one to sum it up, and its passes") {
  const Layer layer = square(32, 32, 32, 112, 3);
  const LeastCycles bound = layer_bound(layer, kThreePasses, configuration(4, 64, {}));
  const std::int64_t vectors = 32 * 112 * 112 / 16;
  CHECK(bound.compute == 5 * vectors);
  CHECK(bound.read == (32 * 112 * 112 + 32 * 9) / 8);
  CHECK(bound.store > 16 * vectors / 8);
  CHECK(bound.bound() == bound.compute);
}

TEST_CASE("a residual takes an operation a vector and is read once") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  Layer layer = square(32, 32, 32, 112, 3);
  const LeastCycles without = layer_bound(layer, kThreePasses, config);
  layer.residual_shift = 2;
  const LeastCycles with = layer_bound(layer, kThreePasses, config);
  CHECK(with.compute - without.compute == 32 * 112 * 112 / 16);
  CHECK(with.read - without.read == 32 * 112 * 112 / 8);
  CHECK(with.store == without.store);
}

TEST_CASE("a sum of more products than lanes takes as many operations") {
  const isa::HardwareConfig config = configuration(4, 512, {});
  CHECK(layer_bound(square(64, 1, 64, 56, 1), {}, config).compute == 56 * 56 * 64 / 16 * (4 + 1));
  CHECK(layer_bound(square(17, 1, 16, 4, 1), {}, config).compute == 4 * 4 * (2 + 1));
  // 5 x 5: 25 products take two operations, at the border fewer.
  const Layer border = square(16, 16, 16, 3, 5);  // 9, 12 or 9 of them: one operation.
  CHECK(layer_bound(border, {}, config).compute == 3 * 3 * (1 + 1));
}

TEST_CASE("inputs that a stride skips are not read, and padding is not computed") {
  Layer layer = square(16, 1, 16, 8, 1);
  layer.stride_h = layer.stride_w = 2;
  CHECK(layer_bound(layer, {}, configuration(4, 64, {})).read == (16 * 16 + 16 * 16) / 8);
  Layer wide = square(16, 1, 16, 1, 4);
  wide.pad_top = wide.pad_left = 3;
  wide.pad_bottom = wide.pad_right = 0;  // The last tap alone meets the input.
  CHECK(layer_bound(wide, {}, configuration(4, 64, {})).read == (16 + 16 * 16) / 8);
  layer.pad_top = 2;  // A row of outputs of nothing but padding: started, stored, not summed up.
  CHECK(layer_bound(layer, {}, configuration(4, 64, {})).compute == (5 + 4) * 4);
}

}  // namespace vtasim::compiler
