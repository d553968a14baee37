#pragma once

#include <cstdint>
#include <vector>

#include "compiler/graph/graph.h"
#include "compiler/workload/tensors.h"

namespace vtasim::experiment {

/// A network with weights, an input, and what it computes of that.
struct NetworkData {
  compiler::Graph graph;  ///< With concats, shuffles and slices in a row put together (compose_selections.h).
  std::vector<compiler::LayerTensors> filters;  ///< Of each node: weights and biases of convolutions, without inputs.
  compiler::Tensor8 input;
  std::vector<compiler::Tensor8> reference;  ///< All tensors, in the graph's order.
};

/// With the reproducible weights and input of a seed. The reference is that of the graph as it is given.
NetworkData make_network_data(const compiler::Graph& graph, std::uint64_t seed);

}  // namespace vtasim::experiment
