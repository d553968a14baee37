#include "compiler/workload/reference.h"

#include <algorithm>

#include "compiler/workload/kernel_products.h"
#include "isa/base/ceil_div.h"

namespace vtasim::compiler {
namespace {

/// Sums of a plane of outputs, modulo 2^32.
using Sums = std::vector<std::uint32_t>;

/// Outputs [begin, end) along rows or columns.
struct Range {
  int begin = 0;
  int end = 0;
  int size() const { return std::max(0, end - begin); }
};

/// Of so many outputs those that meet an input at a tap of the kernel. `first` is what the first output meets there;
/// what lies outside is padding, which stands for 0 and contributes nothing.
Range inside(int first, int stride, int outputs, int inputs) {
  if (first >= inputs) return {};
  return {first < 0 ? ceil_div(-first, stride) : 0, std::min(outputs, (inputs - 1 - first) / stride + 1)};
}

/// Inputs without the zero point.
using Inputs = std::vector<std::int16_t>;

Inputs inputs_of(const Layer& layer, const Tensor8& input) {
  Inputs inputs(input.data.size());
  std::transform(input.data.begin(), input.data.end(), inputs.begin(),
                 [&](std::int8_t value) { return static_cast<std::int16_t>(value - layer.input_zero_point); });
  return inputs;
}

KernelElement element_of(const Layer& layer, int kh, int kw) {
  const int first_row = kh * layer.dilation_h - layer.pad_top;
  const int first_col = kw * layer.dilation_w - layer.pad_left;
  const int width = layer.out_width();
  const Range rows = inside(first_row, layer.stride_h, layer.out_height(), layer.height);
  const Range cols = inside(first_col, layer.stride_w, width, layer.width);
  KernelElement element;
  element.index = static_cast<std::size_t>(kh * layer.kernel_w + kw);
  element.rows = rows.size();
  element.cols = cols.size();
  element.output_pitch = width;
  element.input_pitch = layer.stride_h * layer.width;
  element.input_step = layer.stride_w;
  element.output = rows.begin * width + cols.begin;
  element.input = (rows.begin * layer.stride_h + first_row) * layer.width + cols.begin * layer.stride_w + first_col;
  const bool rows_touch = element.cols == width && width == layer.width && layer.stride_h == 1 && layer.stride_w == 1;
  if (rows_touch && element.rows > 1) {
    element.cols *= element.rows;
    element.rows = 1;
  }
  return element;
}

/// Those of the kernel that meet more than padding.
std::vector<KernelElement> kernel_of(const Layer& layer) {
  std::vector<KernelElement> kernel;
  for (int kh = 0; kh < layer.kernel_h; ++kh) {
    for (int kw = 0; kw < layer.kernel_w; ++kw) {
      const KernelElement element = element_of(layer, kh, kw);
      if (element.rows > 0 && element.cols > 0) kernel.push_back(element);
    }
  }
  return kernel;
}

/// The sums of an output channel, row-major.
void accumulate(const Layer& layer, const std::vector<KernelElement>& kernel, const Inputs& inputs,
                const LayerTensors& tensors, int n, int o, Sums& sums) {
  const int group_channels = layer.channels / layer.groups;
  const int first_channel = o / (layer.out_channels / layer.groups) * group_channels;
  const std::int32_t bias = layer.bias ? tensors.bias[static_cast<std::size_t>(o)] : 0;
  std::fill(sums.begin(), sums.end(), static_cast<std::uint32_t>(bias));
  const auto place = [](int outer, int count, int inner, int height, int width) {
    return (static_cast<std::size_t>(outer) * static_cast<std::size_t>(count) + static_cast<std::size_t>(inner)) *
           static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
  };
  const ChannelRun run = {inputs.data() + place(n, layer.channels, first_channel, layer.height, layer.width),
                          place(1, 1, 0, layer.height, layer.width),
                          tensors.weights.data.data() + place(o, group_channels, 0, layer.kernel_h, layer.kernel_w),
                          place(1, 1, 0, layer.kernel_h, layer.kernel_w), group_channels};
  add_products({kernel.data(), kernel.size()}, run, sums.data());
}

/// Calls `visit` with every sum and the channel it is of, in the order of the output.
template <typename Visit>
void visit_sums(const Layer& layer, const LayerTensors& tensors, Visit&& visit) {
  const std::uint32_t residual_factor = layer.residual_shift ? std::uint32_t{1} << *layer.residual_shift : 0;
  auto residual = tensors.residual.data.begin();
  const std::vector<KernelElement> kernel = kernel_of(layer);
  const Inputs inputs = inputs_of(layer, tensors.input);
  Sums sums(static_cast<std::size_t>(layer.out_height()) * static_cast<std::size_t>(layer.out_width()));
  for (int n = 0; n < layer.batch; ++n) {
    for (int o = 0; o < layer.out_channels; ++o) {
      accumulate(layer, kernel, inputs, tensors, n, o, sums);
      if (residual_factor != 0) {
        for (std::uint32_t& sum : sums) sum += residual_factor * static_cast<std::uint32_t>(*residual++);
      }
      for (const std::uint32_t sum : sums) visit(static_cast<std::int32_t>(sum), o);
    }
  }
}

Tensor8 output_of(const Layer& layer) {
  return Tensor8::zeros(layer.batch, layer.out_channels, layer.out_height(), layer.out_width());
}

}  // namespace

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
