#include "compiler/workload/reference.h"

#include <catch2/catch.hpp>
#include <limits>

namespace vtasim::compiler {
namespace {

using Sums = std::vector<std::int32_t>;

/// One channel, a kernel of 2 x 2 without padding, to be changed.
Layer plain_layer(int height, int width) {
  Layer layer;
  layer.channels = layer.out_channels = layer.groups = 1;
  layer.height = height;
  layer.width = width;
  layer.kernel_h = layer.kernel_w = 2;
  return layer;
}

Tensor8 tensor(int n, int c, int h, int w, std::vector<std::int8_t> data) { return {n, c, h, w, std::move(data)}; }

/// 3 x 3 pixels 1 to 9.
LayerTensors counting(std::vector<std::int8_t> weights = {1, 10, 2, 20}) {
  return {tensor(1, 1, 3, 3, {1, 2, 3, 4, 5, 6, 7, 8, 9}), tensor(1, 1, 2, 2, std::move(weights)), {}};
}

}  // namespace

TEST_CASE("a 2 x 2 kernel by hand") {
  // 1*1 + 2*10 + 4*2 + 5*20 = 129 and so on.
  CHECK(reference_convolution(plain_layer(3, 3), counting()).accumulators == Sums{129, 162, 228, 261});
}

TEST_CASE("stride by hand, one way each") {
  Layer layer = plain_layer(3, 3);
  layer.stride_h = 2;
  CHECK(reference_convolution(layer, counting()).accumulators == Sums{129, 162});
  layer.stride_h = 1;
  layer.stride_w = 2;
  CHECK(reference_convolution(layer, counting()).accumulators == Sums{129, 228});
}

TEST_CASE("padding by hand, on one side each") {
  Layer layer = plain_layer(3, 3);
  layer.pad_top = 1;
  CHECK(reference_convolution(layer, counting()).accumulators == Sums{1 * 2 + 2 * 20, 64, 129, 162, 228, 261});
  layer.pad_top = 0;
  layer.pad_bottom = 1;
  CHECK(reference_convolution(layer, counting()).accumulators == Sums{129, 162, 228, 261, 7 + 80, 8 + 90});
  layer.pad_bottom = 0;
  layer.pad_left = 1;
  CHECK(reference_convolution(layer, counting()).accumulators ==
        Sums{10 + 4 * 20, 129, 162, 4 * 10 + 7 * 20, 228, 261});
  layer.pad_left = 0;
  layer.pad_right = 1;
  CHECK(reference_convolution(layer, counting()).accumulators == Sums{129, 162, 3 + 6 * 2, 228, 261, 6 + 9 * 2});
}

TEST_CASE("dilation by hand, one way each") {
  Layer layer = plain_layer(3, 3);
  layer.dilation_h = 2;
  CHECK(reference_convolution(layer, counting()).accumulators == Sums{1 + 20 + 14 + 160, 2 + 30 + 16 + 180});
  layer.dilation_h = 1;
  layer.dilation_w = 2;
  CHECK(reference_convolution(layer, counting()).accumulators == Sums{1 + 30 + 8 + 120, 4 + 60 + 14 + 180});
}

TEST_CASE("groups by hand: each output channel sees the channels of its group") {
  Layer layer = plain_layer(1, 1);
  layer.kernel_h = layer.kernel_w = 1;
  layer.channels = 4;
  layer.out_channels = 2;
  layer.groups = 2;
  const LayerTensors tensors{tensor(1, 4, 1, 1, {1, 2, 3, 4}), tensor(2, 2, 1, 1, {1, 10, 100, 5}), {}};
  CHECK(reference_convolution(layer, tensors).accumulators == Sums{1 + 20, 300 + 20});
  layer.groups = 1;
  const LayerTensors full{tensor(1, 4, 1, 1, {1, 2, 3, 4}), tensor(2, 4, 1, 1, {1, 1, 1, 1, 5, 6, 7, 8}), {}};
  CHECK(reference_convolution(layer, full).accumulators == Sums{10, 5 + 12 + 21 + 32});
}

TEST_CASE("a multiplier by hand: neighbouring output channels share an input channel") {
  Layer layer = plain_layer(1, 1);
  layer.kernel_h = layer.kernel_w = 1;
  layer.channels = layer.groups = 2;
  layer.out_channels = 4;
  const LayerTensors tensors{tensor(1, 2, 1, 1, {3, 5}), tensor(4, 1, 1, 1, {1, 2, 3, 4}), {}};
  CHECK(reference_convolution(layer, tensors).accumulators == Sums{3, 6, 15, 20});
}

TEST_CASE("batch and bias by hand") {
  Layer layer = plain_layer(1, 1);
  layer.kernel_h = layer.kernel_w = 1;
  layer.batch = 2;
  layer.out_channels = 2;
  layer.bias = true;
  const LayerTensors tensors{tensor(2, 1, 1, 1, {7, -9}), tensor(2, 1, 1, 1, {2, 3}), {100, -1000}};
  CHECK(reference_convolution(layer, tensors).accumulators == Sums{114, -979, 82, -1027});
}

TEST_CASE("sums wrap around as 32-bit accumulators do") {
  Layer layer = plain_layer(1, 1);
  layer.kernel_h = layer.kernel_w = 1;
  layer.bias = true;
  const LayerTensors tensors{
      tensor(1, 1, 1, 1, {1}), tensor(1, 1, 1, 1, {1}), {std::numeric_limits<std::int32_t>::max()}};
  CHECK(reference_convolution(layer, tensors).accumulators == Sums{std::numeric_limits<std::int32_t>::min()});
}

TEST_CASE("the output is the requantized sums") {
  Layer layer = plain_layer(3, 3);
  layer.shift = 1;
  layer.clip_max = 120;
  const ReferenceOutput result = reference_convolution(layer, counting());
  CHECK(result.output.data == std::vector<std::int8_t>{64, 81, 114, 120});
  CHECK(result.output.h == 2);
  CHECK(result.output.w == 2);
}

TEST_CASE("a zero point by hand: it is taken off every input, and padding stands for it") {
  Layer layer = plain_layer(3, 3);
  layer.input_zero_point = 2;
  // Pixels -1 to 7: -1*1 + 0*10 + 2*2 + 3*20 = 63 and so on.
  CHECK(reference_convolution(layer, counting()).accumulators == Sums{63, 96, 162, 195});
  layer.pad_top = 1;
  CHECK(reference_convolution(layer, counting()).accumulators == Sums{-1 * 2 + 0 * 20, 20, 63, 96, 162, 195});
}

TEST_CASE("the full range of inputs and zero points, by hand") {
  Layer layer = plain_layer(1, 1);
  layer.kernel_h = layer.kernel_w = 1;
  layer.input_zero_point = -128;
  const LayerTensors tensors{tensor(1, 1, 1, 1, {127}), tensor(1, 1, 1, 1, {-128}), {}};
  CHECK(reference_convolution(layer, tensors).accumulators == Sums{255 * -128});
  layer.input_zero_point = 127;
  const LayerTensors lowest{tensor(1, 1, 1, 1, {-128}), tensor(1, 1, 1, 1, {-128}), {}};
  CHECK(reference_convolution(layer, lowest).accumulators == Sums{-255 * -128});
}

TEST_CASE("each channel has its own shift, by hand") {
  Layer layer = plain_layer(1, 1);
  layer.kernel_h = layer.kernel_w = 1;
  layer.out_channels = 3;
  layer.shifts = {0, 2, 5};
  const LayerTensors tensors{tensor(1, 1, 1, 1, {10}), tensor(3, 1, 1, 1, {7, 7, -7}), {}};
  CHECK(reference_convolution(layer, tensors).output.data == std::vector<std::int8_t>{70, 17, -3});
}

TEST_CASE("relu6 clips to the output that stands for 6") {
  Layer layer;
  layer.relu6 = 48;
  CHECK(requantize(47, layer) == 47);
  CHECK(requantize(49, layer) == 48);
  CHECK(requantize(-1, layer) == 0);
  layer.clip_max = 20;
  CHECK(requantize(49, layer) == 20);
  layer.clip_min = 5;
  CHECK(requantize(-1, layer) == 5);
}

TEST_CASE("a residual is shifted and added before requantization") {
  Layer layer = plain_layer(3, 3);
  LayerTensors tensors = counting();
  const Sums sums = reference_convolution(layer, tensors).accumulators;
  tensors.residual = tensor(1, 1, 2, 2, {-1, 0, 5, -128});
  layer.residual_shift = 3;
  layer.shift = 2;
  const ReferenceOutput result = reference_convolution(layer, tensors);
  CHECK(result.accumulators == Sums{sums[0] - 8, sums[1], sums[2] + 40, sums[3] - 1024});
  CHECK(result.output.data[0] == requantize(sums[0] - 8, layer));
  CHECK(reference_output(layer, tensors).data == result.output.data);
}

}  // namespace vtasim::compiler
