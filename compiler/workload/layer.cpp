#include "compiler/workload/layer.h"

namespace vtasim::compiler {

int Layer::out_height() const { return (height + pad_top + pad_bottom - extent_h()) / stride_h + 1; }

int Layer::out_width() const { return (width + pad_left + pad_right - extent_w()) / stride_w + 1; }

std::int64_t Layer::macs() const {
  return std::int64_t{batch} * out_channels * out_height() * out_width() * (channels / groups) * kernel_h * kernel_w;
}

Layer layer_on(const Shape& input) {
  Layer layer;
  layer.batch = input.n;
  layer.channels = input.c;
  layer.height = input.h;
  layer.width = input.w;
  return layer;
}

Layer depthwise_layer_on(const Shape& input) {
  Layer layer = layer_on(input);
  layer.out_channels = layer.groups = input.c;
  return layer;
}

}  // namespace vtasim::compiler
