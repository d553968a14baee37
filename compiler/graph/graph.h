#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "compiler/graph/operation.h"
#include "compiler/workload/network.h"

namespace vtasim::compiler {

/// A tensor of 8-bit values that a graph has: its input, or what a node puts out.
struct GraphTensor {
  std::string name;  ///< Its node's.
  Shape shape;
};

/// An operation and the tensors that it is on. Its output is the tensor Graph::output_of() gives.
struct Node {
  std::string name;
  Operation operation;
  /// Tensors that it reads, each defined before it: all of them, so also what a convolution adds (its second).
  std::vector<std::size_t> inputs;
};

/// A network: operations in an order in which they can run.
struct Graph {
  std::string name;
  std::vector<GraphTensor> tensors;  ///< The one input of the network, then the output of each node. Names differ.
  std::vector<Node> nodes;
  std::vector<std::size_t> outputs;  ///< Tensors that it is run for.

  /// The tensor that the node of this index puts out.
  static std::size_t output_of(std::size_t node) { return node + 1; }
  /// The node that puts a tensor out; none for the network's input.
  static std::optional<std::size_t> node_of(std::size_t tensor) {
    return tensor == 0 ? std::nullopt : std::optional(tensor - 1);
  }
  const Shape& input_shape() const { return tensors.front().shape; }
  /// The tensor of that name; none where there is none.
  std::optional<std::size_t> tensor_named(const std::string& tensor) const;
};

/// A graph without nodes. Throws Error "WHERE: ..." for a shape that no tensor can have.
Graph make_graph(const std::string& name, const std::string& input, const Shape& shape, const std::string& where);

/// Appends a node and gives the tensor that it puts out, with the shape that follows. A convolution's layer must have
/// the shape of its input, and gets the node's name; an average pooling without a multiplier gets the closest. Throws
/// Error "WHERE: ..." for a name that is another tensor's, and for inputs and operations that do not fit each other.
/// Outputs of the graph are not set.
std::size_t append_node(Graph& graph, const std::string& name, Operation operation, std::vector<std::size_t> inputs,
                        const std::string& where);

/// For each tensor the nodes that read it, in their order, each once.
std::vector<std::vector<std::size_t>> readers_of(const Graph& graph);

/// Its convolutions and fully connected layers, in their order. What a residual adds is not in them.
Network convolutions_of(const Graph& graph);

}  // namespace vtasim::compiler
