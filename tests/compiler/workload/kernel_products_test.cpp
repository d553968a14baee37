#include "compiler/workload/kernel_products.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "compiler/workload/reference.h"
#include "tests/support/simd_targets.h"

namespace vtasim::compiler {
namespace {

int any_of(int low, int high) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(low, high + 1)); }

/// Planes of all widths that rows of vectors can end in.
Layer any_layer() {
  Layer layer;
  layer.groups = any_of(1, 2);
  layer.channels = layer.groups * any_of(1, 3);
  layer.out_channels = layer.groups * any_of(1, 3);
  layer.height = any_of(1, 12);
  layer.width = any_of(1, 40);
  layer.kernel_h = any_of(1, std::min(3, layer.height));
  layer.kernel_w = any_of(1, std::min(3, layer.width));
  layer.stride_h = any_of(1, 2);
  layer.stride_w = any_of(1, 3);
  layer.pad_top = any_of(0, layer.kernel_h - 1);
  layer.pad_bottom = any_of(0, layer.kernel_h - 1);
  layer.pad_left = any_of(0, layer.kernel_w - 1);
  layer.pad_right = any_of(0, layer.kernel_w - 1);
  layer.input_zero_point = any_of(-128, 127);
  return layer;
}

/// A convolution as it is defined.
std::int64_t sum_at(const Layer& layer, const LayerTensors& tensors, int o, int y, int x) {
  const int group_in = layer.channels / layer.groups;
  const int first = o / (layer.out_channels / layer.groups) * group_in;
  std::int64_t sum = layer.bias ? tensors.bias[static_cast<std::size_t>(o)] : 0;
  for (int c = 0; c < group_in; ++c) {
    for (int kh = 0; kh < layer.kernel_h; ++kh) {
      for (int kw = 0; kw < layer.kernel_w; ++kw) {
        const int row = y * layer.stride_h + kh - layer.pad_top;
        const int col = x * layer.stride_w + kw - layer.pad_left;
        if (row < 0 || row >= layer.height || col < 0 || col >= layer.width) continue;
        sum += (tensors.input.at(0, first + c, row, col) - layer.input_zero_point) * tensors.weights.at(o, c, kh, kw);
      }
    }
  }
  return sum;
}

}  // namespace

TEST_CASE("the reference is the definition of a convolution on every instruction set") {
  for_each_simd_target([](const std::string& name) {
    rc::prop(name, [] {
      const Layer layer = any_layer();
      const LayerTensors tensors = random_tensors(layer, static_cast<std::uint64_t>(any_of(1, 1000)));
      const std::vector<std::int32_t> sums = reference_convolution(layer, tensors).accumulators;
      auto sum = sums.begin();
      for (int o = 0; o < layer.out_channels; ++o) {
        for (int y = 0; y < layer.out_height(); ++y) {
          for (int x = 0; x < layer.out_width(); ++x) RC_ASSERT(*sum++ == sum_at(layer, tensors, o, y, x));
        }
      }
    });
  });
}

}  // namespace vtasim::compiler
