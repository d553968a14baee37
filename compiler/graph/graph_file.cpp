#include "compiler/graph/graph_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "compiler/graph/read_operation.h"
#include "compiler/workload/sizes.h"
#include "isa/base/error.h"
#include "isa/base/json_reader.h"
#include "isa/base/names.h"

namespace vtasim::compiler {
namespace {

using nlohmann::json;

/// Of the file's tensor `tensor`: "nodes[3] (name)".
std::string node_title(const Graph& graph, std::size_t tensor) {
  return fmt::format("nodes[{}] ({})", *Graph::node_of(tensor), graph.tensors[tensor].name);
}

/// "file: nodes[3] (name)", without a name where there is none to show.
std::string node_where(const std::string& file, std::size_t index, const json& node) {
  std::string where = fmt::format("{}: nodes[{}]", file, index);
  if (node.is_object() && node.contains("name") && node["name"].is_string()) {
    where += fmt::format(" ({})", node["name"].get<std::string>());
  }
  return where;
}

Graph read_input(JsonReader& reader, const std::string& name) {
  const json& value = reader.member("input");
  if (!value.is_object()) fail_value(reader, "input", "one object {name, shape}: a network has one input");
  JsonReader input(value, reader.where() + ": input");
  const std::string tensor = input.has("name") ? input.text("name") : "input";
  check_name(tensor, input.where() + ": name");
  const auto shape = read_shape(input, "shape");
  input.expect_no_more();
  return make_graph(name, tensor, {shape[0], shape[1], shape[2], shape[3]}, reader.where());
}

/// Reads the nodes of a file one after the other.
class NodesReader {
 public:
  NodesReader(const json& nodes, std::string file, Graph& graph)
      : nodes_(nodes), file_(std::move(file)), graph_(graph) {}

  void read() {
    for (const json& node : nodes_) read_node(node);
  }

 private:
  void read_node(const json& node) {
    JsonReader reader(node, node_where(file_, graph_.nodes.size(), node));
    const std::string name = reader.text("name");
    check_name(name, reader.where() + ": name");
    std::vector<std::size_t> inputs = read_inputs(reader);
    std::vector<Shape> shapes;
    for (const std::size_t input : inputs) shapes.push_back(graph_.tensors[input].shape);
    Operation operation = read_operation(reader, shapes);
    read_residual(reader, operation, inputs);
    reader.expect_no_more();
    append_node(graph_, name, std::move(operation), std::move(inputs), reader.where());
  }

  std::vector<std::size_t> read_inputs(JsonReader& reader) const {
    if (!reader.has("inputs")) return {graph_.tensors.size() - 1};
    std::vector<std::size_t> inputs;
    for (const json& name : reader.array("inputs")) {
      inputs.push_back(tensor(name, fmt::format("{}: inputs[{}]", reader.where(), inputs.size())));
    }
    return inputs;
  }

  /// Reads what only a convolution has, if it has it.
  void read_residual(JsonReader& reader, Operation& operation, std::vector<std::size_t>& inputs) const {
    auto* const convolution = std::get_if<Convolution>(&operation);
    if (!convolution || convolution->fully_connected || !reader.has("residual")) return;
    JsonReader residual(reader.member("residual"), reader.where() + ": residual");
    inputs.push_back(tensor(residual.member("input"), residual.where() + ": input"));
    convolution->layer.residual_shift =
        residual.has("shift") ? static_cast<int>(residual.integer("shift", 0, kLargestResidualShift)) : 0;
    residual.expect_no_more();
  }

  /// The tensor of a name that stands in the file at `what`.
  std::size_t tensor(const json& name, const std::string& what) const {
    const std::optional<std::size_t> found =
        name.is_string() ? graph_.tensor_named(name.get<std::string>()) : std::nullopt;
    if (found) return *found;
    const auto later = [&](const json& node) { return node.is_object() && node.value("name", json()) == name; };
    if (name.is_string() && std::any_of(nodes_.begin(), nodes_.end(), later)) {
      throw Error(fmt::format("{} is {}, which is not before this node; nodes stand in an order in which they can run",
                              what, shown(name)));
    }
    std::vector<std::string> names;
    for (const GraphTensor& known : graph_.tensors) names.push_back(known.name);
    throw Error(
        fmt::format("{} is {}; it must be the name of a tensor before: {}", what, shown(name), fmt::join(names, ", ")));
  }

  const json& nodes_;
  std::string file_;
  Graph& graph_;
};

void read_outputs(JsonReader& reader, Graph& graph) {
  if (!reader.has("outputs")) {
    graph.outputs = {graph.tensors.size() - 1};
    return;
  }
  for (const json& name : reader.array("outputs")) {
    const std::string what = fmt::format("{}: outputs[{}]", reader.where(), graph.outputs.size());
    const std::optional<std::size_t> tensor =
        name.is_string() ? graph.tensor_named(name.get<std::string>()) : std::nullopt;
    if (!tensor || !Graph::node_of(*tensor)) {
      throw Error(fmt::format("{} is {}; it must be the name of a node", what, shown(name)));
    }
    if (std::find(graph.outputs.begin(), graph.outputs.end(), *tensor) != graph.outputs.end()) {
      throw Error(fmt::format("{} is {} once more; names must differ", what, shown(name)));
    }
    graph.outputs.push_back(*tensor);
  }
  if (graph.outputs.empty()) reader.fail("outputs", "is empty; it must have at least one name");
}

/// What is computed for nothing is a name that was forgotten.
void check_all_read(const Graph& graph, const std::string& where) {
  const std::vector<std::vector<std::size_t>> readers = readers_of(graph);
  for (std::size_t tensor = 0; tensor < graph.tensors.size(); ++tensor) {
    const bool put_out = std::find(graph.outputs.begin(), graph.outputs.end(), tensor) != graph.outputs.end();
    if (put_out || !readers[tensor].empty()) continue;
    throw Error(fmt::format("{}: {} is read by no node{}", where, tensor == 0 ? "input" : node_title(graph, tensor),
                            tensor == 0 ? "" : "; it must be, or stand in outputs"));
  }
}

}  // namespace

Graph parse_graph(const json& object, const std::string& where) {
  JsonReader reader(object, where);
  const std::string name = reader.has("name") ? reader.text("name") : name_of_file(where);
  check_name(name, where + ": name");
  if (reader.has("note")) reader.text("note");  // For people: nothing is done with it.
  if (reader.has("layers")) reader.fail("layers", "must be left out where nodes are given");
  Graph graph = read_input(reader, name);
  const json& nodes = reader.array("nodes");
  if (nodes.empty()) reader.fail("nodes", "is empty; it must have at least one node");
  NodesReader(nodes, where, graph).read();
  read_outputs(reader, graph);
  reader.expect_no_more();
  check_all_read(graph, where);
  return graph;
}

}  // namespace vtasim::compiler
