#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "compiler/workload/layer.h"

namespace vtasim::compiler {

/// A network's convolutions, in the order they run.
struct Network {
  std::string name;
  std::vector<Layer> layers;  ///< Names are unique.
};

/// Reads and checks a network: {"name": optional, "note": optional text for people, "layers": [as read_layer() takes
/// them]}. Throws Error naming file, layer, field, value and legal range; two layers of one name are an error.
Network load_network(const std::filesystem::path& file);

/// As above from parsed JSON; `where` is the file named in messages, and its stem the name of a network that has none.
Network parse_network(const nlohmann::json& json, const std::string& where);

/// By path, or by name among the shipped ones (configs/networks). Throws Error that lists the known names.
Network find_network(const std::string& name_or_path);

/// Names of the shipped networks, sorted.
std::vector<std::string> network_names();

/// Whether a name in a file is another file's: then that is relative to `directory`, where the file that has it lies;
/// other names are returned as they are.
std::string relative_to(const std::filesystem::path& directory, const std::string& name_or_path);

/// A layer that stands in another file: an object with a name, as parse_layer() takes it, a shipped layer's name, or a
/// layer file relative to `directory`. Throws Error; `where` is what it names.
Layer read_layer(const nlohmann::json& value, const std::string& where, const std::filesystem::path& directory);

/// What a person names on the command line: a network or a single layer, by name (layers first) or by file. A single
/// layer is a network of the layer's name. Throws Error that lists the known names.
Network find_layers(const std::string& name_or_path);

/// The layers whose names match one of `patterns`, in the network's order; '*' stands for any characters. Throws Error
/// that lists the layers for a pattern that matches none.
Network select_layers(const Network& network, const std::vector<std::string>& patterns);

}  // namespace vtasim::compiler
