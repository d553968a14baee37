#include "sim/experiment/network_data.h"

#include <utility>

#include "compiler/graph/reference_execution.h"

namespace vtasim::experiment {
NetworkData make_network_data(compiler::Graph graph, std::uint64_t seed) {
  NetworkData data;
  data.graph = std::move(graph);
  data.filters = random_filters(data.graph, seed);
  data.input = random_input(data.graph, seed);
  data.reference = reference_execution(data.graph, data.filters, data.input);
  return data;
}

}  // namespace vtasim::experiment
