#include "tests/compiler/support/onednn.h"

#include <oneapi/dnnl/dnnl.hpp>
#include <stdexcept>

namespace vtasim::compiler {
namespace {

using dnnl::memory;

constexpr std::int64_t kExactFloat = std::int64_t{1} << 24;
constexpr std::int64_t kLargestProduct = 255 * 128;  // Input less zero point, weight.

memory memory_of(const memory::dims& dims, memory::format_tag tag, std::vector<float>& values,
                 const dnnl::engine& engine) {
  return {{dims, memory::data_type::f32, tag}, engine, values.data()};
}

std::vector<float> floats_of(const std::vector<std::int8_t>& values, int zero_point) {
  std::vector<float> floats;
  floats.reserve(values.size());
  for (const std::int8_t value : values) floats.push_back(static_cast<float>(value - zero_point));
  return floats;
}

}  // namespace

std::vector<std::int32_t> onednn_convolution(const Layer& layer, const LayerTensors& tensors) {
  const std::int64_t products = std::int64_t{layer.channels / layer.groups} * layer.kernel_h * layer.kernel_w;
  if (products * kLargestProduct >= kExactFloat) throw std::logic_error("too many products to be exact");
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  std::vector<float> input = floats_of(tensors.input.data, layer.input_zero_point);
  std::vector<float> weights = floats_of(tensors.weights.data, 0);
  const memory::dims output_dims = {layer.batch, layer.out_channels, layer.out_height(), layer.out_width()};
  std::vector<float> output(
      static_cast<std::size_t>(output_dims[0] * output_dims[1] * output_dims[2] * output_dims[3]));

  const memory src =
      memory_of({layer.batch, layer.channels, layer.height, layer.width}, memory::format_tag::nchw, input, engine);
  const memory filter = memory_of(
      {layer.groups, layer.out_channels / layer.groups, layer.channels / layer.groups, layer.kernel_h, layer.kernel_w},
      memory::format_tag::goihw, weights, engine);
  const memory dst = memory_of(output_dims, memory::format_tag::nchw, output, engine);
  // oneDNN's dilation counts the zeros between taps.
  const dnnl::convolution_forward::desc description(
      dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct, src.get_desc(), filter.get_desc(),
      dst.get_desc(), {layer.stride_h, layer.stride_w}, {layer.dilation_h - 1, layer.dilation_w - 1},
      {layer.pad_top, layer.pad_left}, {layer.pad_bottom, layer.pad_right});
  dnnl::stream stream(engine);
  dnnl::convolution_forward({description, engine})
      .execute(stream, {{DNNL_ARG_SRC, src}, {DNNL_ARG_WEIGHTS, filter}, {DNNL_ARG_DST, dst}});
  stream.wait();

  // The bias is added here: it may not be small enough for floating point.
  std::vector<std::int32_t> sums;
  const std::size_t pixels = output.size() / static_cast<std::size_t>(layer.batch * layer.out_channels);
  for (std::size_t i = 0; i < output.size(); ++i) {
    const std::size_t channel = i / pixels % static_cast<std::size_t>(layer.out_channels);
    sums.push_back(static_cast<std::int32_t>(output[i]) + (layer.bias ? tensors.bias[channel] : 0));
  }
  return sums;
}

}  // namespace vtasim::compiler
