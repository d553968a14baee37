#include "sim/experiment/network_data.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "compiler/graph/compose_selections.h"
#include "compiler/graph/reference_execution.h"

namespace vtasim::experiment {
NetworkData make_network_data(const compiler::Graph& graph, std::uint64_t seed) {
  NetworkData data;
  std::vector<compiler::LayerTensors> filters = random_filters(graph, seed);
  data.input = random_input(graph, seed);
  std::vector<compiler::Tensor8> reference = reference_execution(graph, filters, data.input);
  compiler::ComposedGraph composed = compose_selections(graph);
  data.graph = std::move(composed.graph);
  data.reference.push_back(std::move(reference.front()));
  for (const std::size_t node : composed.nodes) {
    data.filters.push_back(std::move(filters[node]));
    data.reference.push_back(std::move(reference[compiler::Graph::output_of(node)]));
  }
  return data;
}

}  // namespace vtasim::experiment
