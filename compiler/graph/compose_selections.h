#pragma once

#include <cstddef>
#include <vector>

#include "compiler/graph/graph.h"

namespace vtasim::compiler {

/// A graph made of another.
struct ComposedGraph {
  Graph graph;
  std::vector<std::size_t> nodes;  ///< That of the other graph which each of its nodes stands for.
};

/// The graph with concats, shuffles and slices that follow each other put together: each of them that something else
/// reads takes its channels from where they were made, as a ChannelGather, as long as that is from three tensors at
/// most. What nothing reads any more is left out. All other nodes, and the outputs, are the same.
ComposedGraph compose_selections(const Graph& graph);

}  // namespace vtasim::compiler
