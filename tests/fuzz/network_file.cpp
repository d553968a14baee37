// Networks, graphs and hosts: refused or read; a graph that was read runs where it is small; a host that was read is
// the same when it is written and read again.

#include "compiler/graph/network_file.h"

#include <nlohmann/json.hpp>

#include "compiler/graph/graph_file.h"
#include "compiler/graph/reference_execution.h"
#include "compiler/workload/network.h"
#include "isa/base/json_reader.h"
#include "isa/base/parse_json.h"
#include "isa/base/saturating.h"
#include "sim/experiment/host_model.h"
#include "tests/fuzz/fuzzing.h"

namespace vtasim {
namespace {

/// Values that a node looks at, about.
std::int64_t work_of(const compiler::Node& node, std::int64_t outputs) {
  if (const auto* const op = std::get_if<compiler::Convolution>(&node.operation)) return op->layer.macs();
  const auto* const max = std::get_if<compiler::MaxPool>(&node.operation);
  const auto* const mean = std::get_if<compiler::AveragePool>(&node.operation);
  if (!max && !mean) return outputs;
  const compiler::PoolWindow& window = max ? max->window : mean->window;
  return saturating_product({outputs, window.kernel_h, window.kernel_w});
}

bool small_graph(const compiler::Graph& graph) {
  constexpr std::int64_t kMostWork = 1'000'000;
  std::int64_t work = graph.input_shape().elements();
  for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
    const std::int64_t outputs = graph.tensors[compiler::Graph::output_of(node)].shape.elements();
    work = saturating_sum({work, work_of(graph.nodes[node], outputs)});
  }
  return work <= kMostWork;
}

void check_graph(const compiler::Graph& graph) {
  require(graph.tensors.size() == graph.nodes.size() + 1, "not a tensor for each node");
  for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
    for (const std::size_t input : graph.nodes[node].inputs) require(input <= node, "a node reads what is behind it");
  }
  if (!small_graph(graph)) return;
  const std::vector<compiler::Tensor8> tensors = reference_execution(graph, random_filters(graph), random_input(graph));
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const compiler::Tensor8& tensor = tensors[i];
    require(compiler::Shape{tensor.n, tensor.c, tensor.h, tensor.w} == graph.tensors[i].shape,
            "a tensor of another shape");
  }
}

}  // namespace
}  // namespace vtasim

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vtasim;
  nlohmann::json json;
  if (!accepted([&] { json = parse_json(text_of(data, size), "fuzzed.json"); })) return 0;
  accepted([&] {
    const compiler::Network network = compiler::parse_network(json, "fuzzed.json");
    select_layers(network, {"*"});
    require(!network.layers.empty(), "a network without layers was read");
  });
  compiler::Graph graph;
  if (accepted([&] { graph = compiler::parse_graph(json, "fuzzed.json"); })) check_graph(graph);
  experiment::HostModel host;
  if (!accepted([&] { host = experiment::parse_host_model(json, "fuzzed.json"); })) return 0;
  const nlohmann::json written = to_json(host);
  const bool again = accepted([&] {
    require(to_json(experiment::parse_host_model(written, "fuzzed.json")) == written,
            "a host that is written has changed");
  });
  require(again, "a host that is written cannot be read");
  return 0;
}
