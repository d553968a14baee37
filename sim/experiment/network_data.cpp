#include "sim/experiment/network_data.h"

#include <utility>
#include <variant>

#include "compiler/graph/average_pool.h"
#include "compiler/graph/reference_execution.h"

namespace vtasim::experiment {
namespace {

using compiler::AveragePool;
using compiler::Convolution;
using compiler::Node;

/// The node as a layer, if it is one.
std::optional<compiler::Layer> layer_of(const compiler::Graph& graph, const Node& node) {
  if (const auto* convolution = std::get_if<Convolution>(&node.operation)) {
    if (convolution->residual_shift) return std::nullopt;
    return convolution->layer;
  }
  if (const auto* pool = std::get_if<AveragePool>(&node.operation)) {
    return average_pool_layer(*pool, node.name, graph.tensors[node.inputs.front()].shape);
  }
  return std::nullopt;
}

}  // namespace

NetworkData make_network_data(compiler::Graph graph, std::uint64_t seed) {
  NetworkData data;
  data.graph = std::move(graph);
  data.filters = random_filters(data.graph, seed);
  data.input = random_input(data.graph, seed);
  data.reference = reference_execution(data.graph, data.filters, data.input);
  for (std::size_t i = 0; i < data.graph.nodes.size(); ++i) {
    const Node& node = data.graph.nodes[i];
    data.layers.push_back(layer_of(data.graph, node));
    if (const auto* pool = std::get_if<AveragePool>(&node.operation)) {
      data.filters[i] = average_pool_filter(*pool, data.graph.tensors[node.inputs.front()].shape);
    }
  }
  return data;
}

}  // namespace vtasim::experiment
