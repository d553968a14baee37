#include "compiler/graph/reference_execution.h"

#include <algorithm>
#include <cstddef>
#include <limits>

#include "compiler/graph/average_pool.h"
#include "compiler/graph/moved_elements.h"
#include "compiler/workload/reference.h"
#include "isa/base/split_mix.h"

namespace vtasim::compiler {
namespace {

Shape shape_of(const Tensor8& tensor) { return {tensor.n, tensor.c, tensor.h, tensor.w}; }

Tensor8 zeros(const Shape& shape) { return Tensor8::zeros(shape.n, shape.c, shape.h, shape.w); }

/// The value shifted to the left, modulo 2^32.
std::uint32_t scaled(std::int8_t value, int shift) { return static_cast<std::uint32_t>(std::int32_t{value}) << shift; }

/// The output of an operation, of inputs that it takes.
class OutputValues {
 public:
  OutputValues(std::vector<const Tensor8*> inputs, const LayerTensors& filter, const Shape& shape)
      : inputs_(std::move(inputs)), filter_(filter), output_(zeros(shape)) {}

  Tensor8 operator()(const Convolution& op) {
    LayerTensors tensors = filter_;
    tensors.input = *inputs_[0];
    if (op.layer.residual_shift) tensors.residual = *inputs_[1];
    return reference_output(op.layer, tensors);
  }

  Tensor8 operator()(const Addition& op) {
    for (std::size_t i = 0; i < output_.data.size(); ++i) {
      const std::uint32_t sum = scaled(inputs_[0]->data[i], op.shifts[0]) + scaled(inputs_[1]->data[i], op.shifts[1]);
      output_.data[i] = requantize(static_cast<std::int32_t>(sum), op.requantization);
    }
    return output_;
  }

  Tensor8 operator()(const MaxPool& op) {
    for_each_output([&](int n, int c, int y, int x) { return largest(op.window, n, c, y, x); });
    return output_;
  }

  Tensor8 operator()(const AveragePool& op) {
    const Shape shape = shape_of(*inputs_[0]);
    LayerTensors tensors = average_pool_filter(op, shape);
    tensors.input = *inputs_[0];
    return reference_output(average_pool_layer(op, "", shape), tensors);
  }

  Tensor8 operator()(const Concat& op) { return moved(op); }
  Tensor8 operator()(const ChannelShuffle& op) { return moved(op); }
  Tensor8 operator()(const ChannelSlice& op) { return moved(op); }
  Tensor8 operator()(const ChannelGather& op) { return moved(op); }
  Tensor8 operator()(const HostOperation& op) { return moved(op); }

 private:
  /// Of an operation that computes nothing.
  Tensor8 moved(const Operation& op) {
    std::vector<Shape> shapes;
    std::vector<std::int8_t> values;  // Of all inputs.
    for (const Tensor8* const input : inputs_) {
      shapes.push_back(shape_of(*input));
      values.insert(values.end(), input->data.begin(), input->data.end());
    }
    const auto elements = moved_elements(op, shapes, shape_of(output_)).value();
    std::transform(elements.begin(), elements.end(), output_.data.begin(),
                   [&](std::int32_t element) { return values[static_cast<std::size_t>(element)]; });
    return output_;
  }

  /// Sets each output to `value(n, c, y, x)`.
  template <typename Value>
  void for_each_output(Value&& value) {
    auto output = output_.data.begin();
    for (int n = 0; n < output_.n; ++n) {
      for (int c = 0; c < output_.c; ++c) {
        for (int y = 0; y < output_.h; ++y) {
          for (int x = 0; x < output_.w; ++x) *output++ = value(n, c, y, x);
        }
      }
    }
  }

  std::int8_t largest(const PoolWindow& window, int n, int c, int y, int x) const {
    const Tensor8& input = *inputs_[0];
    const int first_row = y * window.stride_h - window.pad_top;
    const int first_col = x * window.stride_w - window.pad_left;
    std::int8_t most = std::numeric_limits<std::int8_t>::min();
    for (int row = std::max(0, first_row); row < std::min(input.h, first_row + window.kernel_h); ++row) {
      for (int col = std::max(0, first_col); col < std::min(input.w, first_col + window.kernel_w); ++col) {
        most = std::max(most, input.at(n, c, row, col));
      }
    }
    return most;
  }

  std::vector<const Tensor8*> inputs_;
  const LayerTensors& filter_;
  Tensor8 output_;
};

/// The seed of the input, and then of each node.
std::vector<std::uint64_t> seeds_of(const Graph& graph, std::uint64_t seed) {
  SplitMix64 generator(seed);
  std::vector<std::uint64_t> seeds(graph.tensors.size());
  std::generate(seeds.begin(), seeds.end(), [&] { return generator.next(); });
  return seeds;
}

}  // namespace

std::vector<Tensor8> reference_execution(const Graph& graph, const std::vector<LayerTensors>& filters,
                                         const Tensor8& input) {
  std::vector<Tensor8> tensors = {input};
  tensors.reserve(graph.tensors.size());  // Nodes point to their inputs.
  for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
    std::vector<const Tensor8*> inputs;
    for (const std::size_t tensor : graph.nodes[node].inputs) inputs.push_back(&tensors[tensor]);
    tensors.push_back(reference_output(graph, node, filters[node], inputs));
  }
  return tensors;
}

Tensor8 reference_output(const Graph& graph, std::size_t node, const LayerTensors& filter,
                         const std::vector<const Tensor8*>& inputs) {
  const Shape& shape = graph.tensors[Graph::output_of(node)].shape;
  return std::visit(OutputValues(inputs, filter, shape), graph.nodes[node].operation);
}

std::vector<LayerTensors> random_filters(const Graph& graph, std::uint64_t seed) {
  const std::vector<std::uint64_t> seeds = seeds_of(graph, seed);
  std::vector<LayerTensors> filters(graph.nodes.size());
  for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
    const auto* const convolution = std::get_if<Convolution>(&graph.nodes[node].operation);
    if (convolution) filters[node] = random_filter(convolution->layer, seeds[Graph::output_of(node)]);
  }
  return filters;
}

Tensor8 random_input(const Graph& graph, std::uint64_t seed) {
  const Shape& shape = graph.input_shape();
  return random_tensor(shape.n, shape.c, shape.h, shape.w, seeds_of(graph, seed).front());
}

}  // namespace vtasim::compiler
