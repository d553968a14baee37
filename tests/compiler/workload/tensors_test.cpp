#include "compiler/workload/tensors.h"

#include <algorithm>
#include <catch2/catch.hpp>

namespace vtasim::compiler {
namespace {

Layer layer_3x3() {
  Layer layer;
  layer.channels = layer.groups = layer.out_channels = 8;
  layer.height = layer.width = 20;
  layer.kernel_h = layer.kernel_w = 3;
  layer.bias = true;
  return layer;
}

}  // namespace

TEST_CASE("tensors have the layer's shapes") {
  Layer layer = layer_3x3();
  layer.batch = 2;
  layer.out_channels = 16;
  const LayerTensors tensors = random_tensors(layer);
  CHECK(tensors.input.n == 2);
  CHECK(tensors.input.c == 8);
  CHECK(tensors.input.data.size() == 2 * 8 * 20 * 20);
  CHECK(tensors.weights.n == 16);
  CHECK(tensors.weights.c == 1);
  CHECK(tensors.weights.data.size() == 16 * 9);
  CHECK(tensors.bias.size() == 16);
  layer.bias = false;
  CHECK(random_tensors(layer).bias.empty());
}

TEST_CASE("a residual has the output's shape and changes no other tensor") {
  Layer layer = layer_3x3();
  const LayerTensors without = random_tensors(layer, 3);
  CHECK(without.residual.data.empty());
  layer.residual_shift = 1;
  const LayerTensors with = random_tensors(layer, 3);
  CHECK(with.residual.c == 8);
  CHECK(with.residual.h == 18);
  CHECK(with.residual.w == 18);
  CHECK(with.residual.data.size() == 8 * 18 * 18);
  CHECK(with.input.data == without.input.data);
  CHECK(with.weights.data == without.weights.data);
  CHECK(with.bias == without.bias);
}

TEST_CASE("the generator is SplitMix64: the first bytes are known") {
  // SplitMix64 from state 1 gives 910a2dec89025cc1, beeb8da1658eec67, f893a2eefb32555e (published test vectors).
  const LayerTensors tensors = random_tensors(layer_3x3(), 1);
  CHECK(tensors.input.data[0] == static_cast<std::int8_t>(0x91));
  CHECK(tensors.input.data[1] == static_cast<std::int8_t>(0xbe));
  CHECK(tensors.input.data[2] == static_cast<std::int8_t>(0xf8));
}

TEST_CASE("a seed gives the same tensors, another seed others") {
  const LayerTensors a = random_tensors(layer_3x3(), 7);
  const LayerTensors b = random_tensors(layer_3x3(), 7);
  const LayerTensors c = random_tensors(layer_3x3(), 8);
  CHECK(a.input.data == b.input.data);
  CHECK(a.weights.data == b.weights.data);
  CHECK(a.bias == b.bias);
  CHECK(a.input.data != c.input.data);
  CHECK(a.bias != c.bias);
}

TEST_CASE("a filter without its input has the same weights and bias") {
  Layer layer = layer_3x3();
  layer.batch = 2;
  const LayerTensors all = random_tensors(layer, 7);
  const LayerTensors filter = random_filter(layer, 7);
  CHECK(filter.input.data.empty());
  CHECK(filter.weights.data == all.weights.data);
  CHECK(filter.bias == all.bias);
  CHECK_FALSE(filter.bias.empty());
}

TEST_CASE("a tensor of a seed is the input of a layer of its shape") {
  CHECK(random_tensor(1, 8, 20, 20, 7).data == random_tensors(layer_3x3(), 7).input.data);
  CHECK(random_tensor(1, 8, 20, 20, 7).h == 20);
}

TEST_CASE("values span the 8-bit range, biases that of the sums on both sides of 0") {
  const LayerTensors tensors = random_tensors(layer_3x3());
  const auto [low, high] = std::minmax_element(tensors.input.data.begin(), tensors.input.data.end());
  CHECK(*low == -128);
  CHECK(*high == 127);
  const auto [least, most] = std::minmax_element(tensors.bias.begin(), tensors.bias.end());
  CHECK(*least < 0);
  CHECK(*least >= -(1 << 14));
  CHECK(*most > 0);
  CHECK(*most < 1 << 14);
}

}  // namespace vtasim::compiler
