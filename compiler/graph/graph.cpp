#include "compiler/graph/graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/graph/average_pool.h"
#include "compiler/workload/sizes.h"
#include "isa/base/error.h"

namespace vtasim::compiler {
namespace {

void check_shape(const Shape& shape, const std::string& what) {
  if (!can_be_indexed({shape.n, shape.c, shape.h, shape.w}) || shape.c > kLargestSize) {
    throw Error(fmt::format("{} is {}; it must be {}, nor more than {} channels", what, to_string(shape), kIndexable,
                            kLargestSize));
  }
}

/// The shape that an operation puts out, of inputs that it takes.
class OutputShape {
 public:
  OutputShape(std::vector<Shape> inputs, std::string where) : inputs_(std::move(inputs)), where_(std::move(where)) {}

  Shape operator()(const Convolution& op) const {
    expect_inputs(op.layer.residual_shift ? 2 : 1);
    const Layer& layer = op.layer;
    const Shape input = {layer.batch, layer.channels, layer.height, layer.width};
    if (input != inputs_[0]) fail(fmt::format("takes {}, its input is {}", to_string(input), to_string(inputs_[0])));
    const Shape output = {layer.batch, layer.out_channels, layer.out_height(), layer.out_width()};
    if (op.layer.residual_shift && inputs_[1] != output) {
      fail(fmt::format("residual is {}; it must have the shape of the output, {}", to_string(inputs_[1]),
                       to_string(output)));
    }
    return output;
  }

  Shape operator()(const Addition&) const {
    expect_inputs(2);
    if (inputs_[0] != inputs_[1]) {
      fail(fmt::format("inputs are {} and {}; their shapes must be the same", to_string(inputs_[0]),
                       to_string(inputs_[1])));
    }
    return inputs_[0];
  }

  Shape operator()(const MaxPool& op) const {
    expect_inputs(1);
    return pooled(op.window);
  }

  Shape operator()(const AveragePool& op) const {
    expect_inputs(1);
    const Shape shape = pooled(op.window);
    const std::int64_t inputs = std::int64_t{op.window.kernel_h} * op.window.kernel_w;
    const int multiplier = std::max(op.multiplier, 1);
    if (inputs > kLargestMean / multiplier) {
      fail(fmt::format("takes the mean of {} inputs, times {}; it must be {} at most, so that no sum leaves 32 bits",
                       inputs, multiplier, kLargestMean));
    }
    return shape;
  }

  Shape operator()(const Concat&) const {
    if (inputs_.size() < 2) fail(fmt::format("inputs has {} names; concat takes 2 and more", inputs_.size()));
    Shape shape = inputs_[0];
    std::int64_t channels = 0;
    for (const Shape& input : inputs_) {
      channels += input.c;
      if (input.n != shape.n || input.h != shape.h || input.w != shape.w) {
        fail(fmt::format("inputs are {} and {}; all but their channels must be the same", to_string(shape),
                         to_string(input)));
      }
    }
    if (channels > kLargestSize) {
      fail(fmt::format("inputs have {} channels together; legal are 1 to {}", channels, kLargestSize));
    }
    shape.c = static_cast<int>(channels);
    return shape;
  }

  Shape operator()(const ChannelShuffle& op) const {
    expect_inputs(1);
    if (op.groups < 1 || inputs_[0].c % op.groups != 0) {
      fail(fmt::format("groups is {}; it must be a divisor of {} channels", op.groups, inputs_[0].c));
    }
    return inputs_[0];
  }

  Shape operator()(const ChannelSlice& op) const {
    expect_inputs(1);
    Shape shape = inputs_[0];
    if (op.first > shape.c - op.channels) {
      fail(fmt::format("takes channels {} to {}; its input has 0 to {}", op.first,
                       std::int64_t{op.first} + op.channels - 1, shape.c - 1));
    }
    shape.c = op.channels;
    return shape;
  }

  Shape operator()(const ChannelGather& op) const {
    Shape shape = inputs_[0];
    for (const ChannelSource& source : op.channels) {
      const bool there = source.input >= 0 && static_cast<std::size_t>(source.input) < inputs_.size() &&
                         source.channel >= 0 && source.channel < inputs_[static_cast<std::size_t>(source.input)].c;
      if (!there) fail(fmt::format("takes channel {} of input {}, which it has not", source.channel, source.input));
    }
    shape.c = static_cast<int>(op.channels.size());
    return shape;
  }

  Shape operator()(const HostOperation& op) const {
    expect_inputs(1);
    const Shape& input = inputs_[0];
    switch (op.what) {
      case HostWork::reshape:
        if (op.shape.elements() != input.elements()) {
          fail(fmt::format("shape is {}; it must have the {} elements of the input, {}", to_string(op.shape),
                           input.elements(), to_string(input)));
        }
        break;
      case HostWork::upsample:
        if (op.shape.n != input.n || op.shape.c != input.c || op.shape.h % input.h != 0 || op.shape.w % input.w != 0) {
          fail(fmt::format("shape is {}; it must be {} with whole multiples of its rows and of its columns",
                           to_string(op.shape), to_string(input)));
        }
        break;
    }
    return op.shape;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw Error(fmt::format("{}: {}", where_, what)); }

  void expect_inputs(std::size_t count) const {
    if (inputs_.size() != count) {
      fail(fmt::format("has {} inputs; its operation takes {}", inputs_.size(), count));
    }
  }

  Shape pooled(const PoolWindow& window) const {
    Shape shape = inputs_[0];
    if (window.pad_top >= window.kernel_h || window.pad_bottom >= window.kernel_h ||
        window.pad_left >= window.kernel_w || window.pad_right >= window.kernel_w) {
      fail(fmt::format("padding is [{}, {}, {}, {}]; on each side it must be less than the kernel, {} x {}",
                       window.pad_top, window.pad_bottom, window.pad_left, window.pad_right, window.kernel_h,
                       window.kernel_w));
    }
    const int rows = shape.h + window.pad_top + window.pad_bottom;
    const int cols = shape.w + window.pad_left + window.pad_right;
    if (window.kernel_h > rows || window.kernel_w > cols) {
      fail(fmt::format("kernel is {} x {}; it must be at most the padded input, {} x {}", window.kernel_h,
                       window.kernel_w, rows, cols));
    }
    shape.h = (rows - window.kernel_h) / window.stride_h + 1;
    shape.w = (cols - window.kernel_w) / window.stride_w + 1;
    return shape;
  }

  std::vector<Shape> inputs_;
  std::string where_;
};

/// What the operation leaves to the graph.
void complete(const std::string& name, Operation& operation) {
  if (auto* const convolution = std::get_if<Convolution>(&operation)) convolution->layer.name = name;
  auto* const pool = std::get_if<AveragePool>(&operation);
  if (pool && pool->multiplier == 0) choose_multiplier(*pool);
}

void check_new_name(const Graph& graph, const std::string& name, const std::string& where) {
  const std::optional<std::size_t> same = graph.tensor_named(name);
  if (!same) return;
  const std::optional<std::size_t> node = Graph::node_of(*same);
  throw Error(fmt::format("{}: name \"{}\" is that of {} too; names must differ", where, name,
                          node ? fmt::format("nodes[{}]", *node) : "the input"));
}

}  // namespace

std::optional<std::size_t> Graph::tensor_named(const std::string& tensor) const {
  const auto same = [&](const GraphTensor& other) { return other.name == tensor; };
  const auto found = std::find_if(tensors.begin(), tensors.end(), same);
  return found == tensors.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - tensors.begin()));
}

Graph make_graph(const std::string& name, const std::string& input, const Shape& shape, const std::string& where) {
  check_shape(shape, where + ": input");
  return {name, {{input, shape}}, {}, {}};
}

std::size_t append_node(Graph& graph, const std::string& name, Operation operation, std::vector<std::size_t> inputs,
                        const std::string& where) {
  check_new_name(graph, name, where);
  std::vector<Shape> shapes;
  for (const std::size_t input : inputs) shapes.push_back(graph.tensors.at(input).shape);
  const Shape shape = std::visit(OutputShape(std::move(shapes), where), operation);
  check_shape(shape, where + ": output");
  complete(name, operation);
  graph.nodes.push_back({name, std::move(operation), std::move(inputs)});
  graph.tensors.push_back({name, shape});
  return graph.tensors.size() - 1;
}

std::vector<std::vector<std::size_t>> readers_of(const Graph& graph) {
  std::vector<std::vector<std::size_t>> readers(graph.tensors.size());
  for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
    for (const std::size_t input : graph.nodes[node].inputs) {
      if (readers[input].empty() || readers[input].back() != node) readers[input].push_back(node);
    }
  }
  return readers;
}

Network convolutions_of(const Graph& graph) {
  Network network{graph.name, {}};
  for (const Node& node : graph.nodes) {
    if (const auto* const convolution = std::get_if<Convolution>(&node.operation)) {
      network.layers.push_back(convolution->layer);
    }
  }
  return network;
}

}  // namespace vtasim::compiler
