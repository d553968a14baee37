#include "compiler/planning/host_node_work.h"

#include <utility>
#include <vector>

#include "compiler/graph/moved_elements.h"
#include "isa/base/ceil_div.h"

namespace vtasim::compiler {

PackingWork work_on_host(const Graph& graph, std::size_t node, HostOrder order, int line_bytes) {
  const Shape& output = graph.tensors[Graph::output_of(node)].shape;
  std::vector<Shape> inputs;
  std::vector<ByteSource> from;
  for (const std::size_t tensor : graph.nodes[node].inputs) {
    inputs.push_back(graph.tensors[tensor].shape);
    const auto begin = static_cast<std::int64_t>(from.size());
    const TensorLayout layout = host_layout(inputs.back(), order);
    for (const ByteSource source : layout.sources()) {
      from.push_back(ByteSource::element(begin + source.index()));
    }
  }
  const auto elements = moved_elements(graph.nodes[node].operation, inputs, output);
  if (!elements) {
    const std::int64_t read = ceil_div(static_cast<std::int64_t>(from.size()), line_bytes);
    return {output.elements(), output.elements(), read + ceil_div(output.elements(), line_bytes)};
  }
  std::vector<ByteSource> to;
  const TensorLayout layout = host_layout(output, order);
  for (const ByteSource source : layout.sources()) {
    to.push_back(ByteSource::element((*elements)[static_cast<std::size_t>(source.index())]));
  }
  return work_of_change({"inputs", std::move(from)}, {"output", std::move(to)}, line_bytes);
}

}  // namespace vtasim::compiler
