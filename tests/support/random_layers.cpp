#include "tests/support/random_layers.h"

#include <rapidcheck.h>

#include <algorithm>

#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

/// Channels and groups of any kind of layer: depthwise, grouped, first, ordinary.
void choose_channels(Layer& layer) {
  const int kind = random_number(0, 3);
  layer.groups = kind == 0 || kind == 1 ? random_number(1, 20) : 1;
  layer.channels = layer.groups * (kind == 0   ? 1
                                   : kind == 1 ? random_number(2, 20)
                                   : kind == 2 ? random_number(1, 4)
                                               : random_number(5, 40));
  layer.out_channels = layer.groups * random_number(1, kind == 3 ? 40 : 4);
}

/// One for all, any for each, or few that neighbours share.
void choose_shifts(Layer& layer) {
  const int kind = random_number(0, 5);
  layer.shift = random_number(0, kind == 3 ? 31 : 12);
  if (kind > 2) return;
  for (int o = 0; o < layer.out_channels; ++o) {
    const int last = layer.shifts.empty() ? 7 : layer.shifts.back();
    layer.shifts.push_back(kind == 0   ? random_number(0, 12)
                           : kind == 1 ? (o % 16 == 0 ? random_number(0, 31) : last)
                                       : random_number(5, 7));
  }
}

}  // namespace

int random_number(int low, int high) { return *rc::gen::inRange(low, high + 1); }

void choose_plane(Layer& layer, int most_kernel) {
  layer.height = random_number(1, 14);
  layer.width = random_number(1, 18);
  layer.pad_top = random_number(0, 3);
  layer.pad_bottom = random_number(0, 3);
  layer.pad_left = random_number(0, random_number(0, 9) == 0 ? 17 : 3);
  layer.pad_right = random_number(0, 3);
  layer.dilation_h = random_number(1, 3);
  layer.dilation_w = random_number(1, 3);
  const int most_h = (layer.height + layer.pad_top + layer.pad_bottom - 1) / layer.dilation_h + 1;
  const int most_w = (layer.width + layer.pad_left + layer.pad_right - 1) / layer.dilation_w + 1;
  layer.kernel_h = random_number(1, std::min(most_kernel, most_h));
  layer.kernel_w = random_number(1, std::min(most_kernel, most_w));
  layer.stride_h = random_number(1, 4);
  layer.stride_w = random_number(1, 4);
}

void choose_quantization(Layer& layer) {
  layer.bias = random_number(0, 3) != 0;
  layer.bias_entry = *rc::gen::element(BiasEntry::automatic, BiasEntry::alu, BiasEntry::load, BiasEntry::lane,
                                       BiasEntry::lane, BiasEntry::product, BiasEntry::product);
  // Lanes hold biases of small zero points only.
  const int zero_points = random_number(0, 3);
  layer.input_zero_point = zero_points == 0 ? random_number(-128, 127) : zero_points == 1 ? random_number(-4, 4) : 0;
  choose_shifts(layer);
  layer.rounding = *rc::gen::element(Rounding::floor, Rounding::half_up);
  layer.clip_min = random_number(-128, 20);
  layer.clip_max = random_number(std::max(0, layer.clip_min), 127);
  layer.relu = random_number(0, 1) == 1;
  if (random_number(0, 3) == 0) layer.relu6 = random_number(std::max(0, layer.clip_min), 127);
  layer.requantization_pass = random_number(0, 3) == 0 ? RequantizationPass::separate : RequantizationPass::fused;
  if (layer.depthwise()) {
    layer.filter_layout = *rc::gen::element(FilterLayout::oihw, FilterLayout::hwc, FilterLayout::chwc);
  }
}

Layer random_layer() {
  Layer layer;
  layer.name = "random";
  layer.batch = random_number(1, 2);
  choose_channels(layer);
  choose_plane(layer, 5);
  choose_quantization(layer);
  return layer;
}

isa::HardwareConfig random_configuration() {
  const LogDepths depths{random_number(5, 11), random_number(5, 11), random_number(4, 10), random_number(7, 11)};
  isa::HardwareConfig config = configuration(random_number(3, 6), *rc::gen::element(64, 128, 256, 512), depths,
                                             *rc::gen::element(16, 64, 256), *rc::gen::element(4, 16, 512));
  config.memory_delay = *rc::gen::element(0, 16, 100);
  config.alu_mul = random_number(0, 3) != 0;
  return config;
}

}  // namespace vtasim::compiler
