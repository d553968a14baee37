#include "compiler/graph/network_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/graph/graph_file.h"
#include "compiler/workload/layer_file.h"
#include "isa/base/error.h"
#include "isa/base/files.h"
#include "isa/base/json_reader.h"
#include "isa/base/names.h"
#include "isa/base/parse_json.h"
#include "isa/base/shipped.h"

namespace vtasim::compiler {
namespace {

constexpr const char* kFolder = "networks";

/// "file: layers[3] (name)", without a name where there is none to show.
std::string layer_where(const std::string& file, std::size_t index, const nlohmann::json& layer) {
  std::string where = fmt::format("{}: layers[{}]", file, index);
  if (layer.is_object() && layer.contains("name") && layer["name"].is_string()) {
    where += fmt::format(" ({})", layer["name"].get<std::string>());
  }
  return where;
}

nlohmann::json read_json(const std::filesystem::path& file) { return parse_json(read_whole_file(file), file.string()); }

bool has(const nlohmann::json& json, const char* key) { return json.is_object() && json.contains(key); }

/// A list of layers.
Network parse_layers(const nlohmann::json& json, const std::string& where) {
  JsonReader reader(json, where);
  Network network;
  network.name = reader.has("name") ? reader.text("name") : name_of_file(where);
  check_name(network.name, where + ": name");
  if (reader.has("note")) reader.text("note");  // For people: nothing is done with it.
  if (!reader.has("layers")) reader.fail("layers", "is missing, and so is nodes; a network has one of them");
  const nlohmann::json& layers = reader.array("layers");
  if (layers.empty()) reader.fail("layers", "is empty; it must have at least one layer");
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const std::string layer_is = layer_where(where, i, layers[i]);
    network.layers.push_back(read_layer(layers[i], layer_is, std::filesystem::path(where).parent_path()));
    const std::string& name = network.layers.back().name;
    for (std::size_t j = 0; j < i; ++j) {
      if (network.layers[j].name == name) {
        throw Error(fmt::format("{}: name \"{}\" is that of layers[{}] too; names must differ", layer_is, name, j));
      }
    }
  }
  reader.expect_no_more();
  return network;
}

/// A name for the input of a chain: "input", unless a layer has it.
std::string unused_name(const Network& network) {
  std::string name = "input";
  const auto taken = [&](const Layer& layer) { return layer.name == name; };
  while (std::any_of(network.layers.begin(), network.layers.end(), taken)) name += '_';
  return name;
}

/// Each layer on what the one before puts out.
Graph chain_of(const Network& network, const std::string& where) {
  const auto input_of = [](const Layer& layer) {
    return Shape{layer.batch, layer.channels, layer.height, layer.width};
  };
  Graph graph = make_graph(network.name, unused_name(network), input_of(network.layers.front()), where);
  for (const Layer& layer : network.layers) {
    const std::size_t last = graph.tensors.size() - 1;
    const std::string layer_is = fmt::format("{}: layers[{}] ({})", where, graph.nodes.size(), layer.name);
    if (input_of(layer) != graph.tensors[last].shape) {
      throw Error(fmt::format(
          "{}: input is {}, and the output of {} before it is {}; a list of layers is a graph only as "
          "a chain, others are written as nodes",
          layer_is, to_string(input_of(layer)), graph.tensors[last].name, to_string(graph.tensors[last].shape)));
    }
    append_node(graph, layer.name, Convolution{layer, false}, {last}, layer_is);
  }
  graph.outputs = {graph.tensors.size() - 1};
  return graph;
}

}  // namespace

Network parse_network(const nlohmann::json& json, const std::string& where) {
  if (!has(json, "nodes")) return parse_layers(json, where);
  Network network = convolutions_of(parse_graph(json, where));
  if (network.layers.empty()) {
    throw Error(fmt::format("{}: nodes has no conv and no fully_connected; it must have at least one", where));
  }
  return network;
}

Network load_network(const std::filesystem::path& file) { return parse_network(read_json(file), file.string()); }

Network find_network(const std::string& name_or_path) {
  return load_network(shipped_file(kFolder, "network", name_or_path));
}

std::vector<std::string> network_names() { return shipped_names(kFolder); }

Network find_layers(const std::string& name_or_path) {
  if (is_path(name_or_path)) {
    const nlohmann::json json = read_json(name_or_path);
    if (has(json, "layers") || has(json, "nodes")) return parse_network(json, name_or_path);
    const Layer layer = parse_layer(json, name_or_path);
    return {layer.name, {layer}};
  }
  const std::vector<std::string> layers = layer_names();
  const std::vector<std::string> networks = network_names();
  if (std::find(layers.begin(), layers.end(), name_or_path) != layers.end()) {
    return {name_or_path, {find_layer(name_or_path)}};
  }
  if (std::find(networks.begin(), networks.end(), name_or_path) != networks.end()) return find_network(name_or_path);
  const auto listed = [](const std::vector<std::string>& names) {
    return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
  };
  throw Error(fmt::format("layer \"{}\": no such file and no such name; {} has {}; {} has {}", name_or_path,
                          shipped_directory("layers").string(), listed(layers), shipped_directory(kFolder).string(),
                          listed(networks)));
}

Graph load_graph(const std::filesystem::path& file) {
  const nlohmann::json json = read_json(file);
  if (has(json, "nodes")) return parse_graph(json, file.string());
  return chain_of(parse_layers(json, file.string()), file.string());
}

Graph find_graph(const std::string& name_or_path) { return load_graph(shipped_file(kFolder, "network", name_or_path)); }

}  // namespace vtasim::compiler
