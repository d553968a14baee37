#pragma once

#include "compiler/workload/layer.h"

namespace vtasim::compiler {

/// A depthwise layer with a square kernel and a bias, shifted by 8; `padding` on all sides.
inline Layer depthwise_layer(int channels, int height, int width, int kernel, int padding = 0) {
  Layer layer;
  layer.name = "layer";
  layer.channels = layer.out_channels = layer.groups = channels;
  layer.height = height;
  layer.width = width;
  layer.kernel_h = layer.kernel_w = kernel;
  layer.pad_top = layer.pad_bottom = layer.pad_left = layer.pad_right = padding;
  layer.bias = true;
  layer.shift = 8;
  return layer;
}

}  // namespace vtasim::compiler
