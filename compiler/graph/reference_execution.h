#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "compiler/graph/graph.h"
#include "compiler/workload/tensors.h"

namespace vtasim::compiler {

/// What a graph computes, by the definitions of its operations in plain loops: the authority on values for whatever
/// runs it. Gives the contents of all its tensors, in their order. `filters` has the weights and the bias of each
/// node's convolution, in the order of the nodes, and anything for other nodes; `input` is of the graph's input shape.
std::vector<Tensor8> reference_execution(const Graph& graph, const std::vector<LayerTensors>& filters,
                                         const Tensor8& input);

/// What one node of it puts out, of these inputs and the weights and the bias of its convolution, if it is one.
Tensor8 reference_output(const Graph& graph, std::size_t node, const LayerTensors& filter,
                         const std::vector<const Tensor8*>& inputs);

// Whoever holds values against these looks at all tensors, not only at outputs: with filters of random_filters() little
// of what differs in early tensors reaches the last. Of two inputs, less than one in ten of a shipped network's logits
// differ.

/// Reproducible weights and biases for it, as random_filter() makes them, from a seed of its own for each node; nothing
/// for nodes that have none.
std::vector<LayerTensors> random_filters(const Graph& graph, std::uint64_t seed = 1);

/// A reproducible input of the full 8-bit range.
Tensor8 random_input(const Graph& graph, std::uint64_t seed = 1);

}  // namespace vtasim::compiler
