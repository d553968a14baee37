#include "compiler/workload/reference.h"

#include <algorithm>

namespace vtasim::compiler {
namespace {

/// The sum at one output position; padding stands for 0 and contributes nothing.
std::int32_t accumulate(const Layer& layer, const LayerTensors& tensors, int n, int o, int oh, int ow) {
  const int group_channels = layer.channels / layer.groups;
  const int first_channel = o / (layer.out_channels / layer.groups) * group_channels;
  std::int64_t sum = layer.bias ? tensors.bias[static_cast<std::size_t>(o)] : 0;
  for (int c = 0; c < group_channels; ++c) {
    for (int kh = 0; kh < layer.kernel_h; ++kh) {
      const int ih = oh * layer.stride_h + kh * layer.dilation_h - layer.pad_top;
      if (ih < 0 || ih >= layer.height) continue;
      for (int kw = 0; kw < layer.kernel_w; ++kw) {
        const int iw = ow * layer.stride_w + kw * layer.dilation_w - layer.pad_left;
        if (iw < 0 || iw >= layer.width) continue;
        const int input = tensors.input.at(n, first_channel + c, ih, iw) - layer.input_zero_point;
        sum += input * tensors.weights.at(o, c, kh, kw);
      }
    }
  }
  return static_cast<std::int32_t>(sum);
}

/// Calls `visit` with every sum and the channel it is of, in the order of the output.
template <typename Visit>
void visit_sums(const Layer& layer, const LayerTensors& tensors, Visit&& visit) {
  for (int n = 0; n < layer.batch; ++n) {
    for (int o = 0; o < layer.out_channels; ++o) {
      for (int oh = 0; oh < layer.out_height(); ++oh) {
        for (int ow = 0; ow < layer.out_width(); ++ow) visit(accumulate(layer, tensors, n, o, oh, ow), o);
      }
    }
  }
}

Tensor8 output_of(const Layer& layer) {
  return Tensor8::zeros(layer.batch, layer.out_channels, layer.out_height(), layer.out_width());
}

}  // namespace

std::int8_t requantize(std::int32_t sum, const Layer& layer, int channel) {
  const std::int32_t shifted = sum >> layer.shift_of(channel);
  return static_cast<std::int8_t>(std::min(std::max(shifted, layer.low_clip()), layer.high_clip()));
}

ReferenceOutput reference_convolution(const Layer& layer, const LayerTensors& tensors) {
  ReferenceOutput result;
  result.output = output_of(layer);
  result.accumulators.reserve(result.output.data.size());
  visit_sums(layer, tensors, [&](std::int32_t sum, int channel) {
    result.output.data[result.accumulators.size()] = requantize(sum, layer, channel);
    result.accumulators.push_back(sum);
  });
  return result;
}

Tensor8 reference_output(const Layer& layer, const LayerTensors& tensors) {
  Tensor8 output = output_of(layer);
  auto value = output.data.begin();
  visit_sums(layer, tensors, [&](std::int32_t sum, int channel) { *value++ = requantize(sum, layer, channel); });
  return output;
}

}  // namespace vtasim::compiler
