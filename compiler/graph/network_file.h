#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "compiler/graph/graph.h"
#include "compiler/workload/network.h"

namespace vtasim::compiler {

// Files of networks, which are of two kinds: graphs, which have "nodes" (parse_graph()), and lists of layers, which
// have "layers". Both have convolutions.

/// Reads and checks a network: a graph's convolutions and fully connected layers, or {"name": optional, "note":
/// optional text for people, "layers": [as read_layer() takes them]}. Throws Error naming file, layer or node, field,
/// value and legal range; two layers of one name are an error, and so is a network without any.
Network load_network(const std::filesystem::path& file);

/// As above from parsed JSON; `where` is the file named in messages, and its stem the name of a network that has none.
Network parse_network(const nlohmann::json& json, const std::string& where);

/// By path, or by name among the shipped ones (configs/networks). Throws Error that lists the known names.
Network find_network(const std::string& name_or_path);

/// Names of the shipped networks, sorted.
std::vector<std::string> network_names();

/// What a person names on the command line: a network or a single layer, by name (layers first) or by file. A single
/// layer is a network of the layer's name. Throws Error that lists the known names.
Network find_layers(const std::string& name_or_path);

/// The graph of a file: of a list of layers the chain of them, which is refused with Error for the first layer whose
/// input is not the output of the one before.
Graph load_graph(const std::filesystem::path& file);

/// By path, or by name among the shipped networks. Throws Error that lists the known names.
Graph find_graph(const std::string& name_or_path);

}  // namespace vtasim::compiler
