#include "compiler/workload/network.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

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

/// True when `name` matches `pattern`, in which '*' stands for any characters.
bool matches(std::string_view name, std::string_view pattern) {
  if (pattern.empty()) return name.empty();
  if (pattern.front() != '*') {
    return !name.empty() && name.front() == pattern.front() && matches(name.substr(1), pattern.substr(1));
  }
  for (std::size_t skipped = 0; skipped <= name.size(); ++skipped) {
    if (matches(name.substr(skipped), pattern.substr(1))) return true;
  }
  return false;
}

nlohmann::json read_json(const std::filesystem::path& file) { return parse_json(read_whole_file(file), file.string()); }

std::vector<std::string> names_of(const Network& network) {
  std::vector<std::string> names;
  for (const Layer& layer : network.layers) names.push_back(layer.name);
  return names;
}

}  // namespace

Network parse_network(const nlohmann::json& json, const std::string& where) {
  JsonReader reader(json, where);
  Network network;
  network.name = reader.has("name") ? reader.text("name") : name_of_file(where);
  check_name(network.name, where + ": name");
  if (reader.has("note")) reader.text("note");  // For people: nothing is done with it.
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

Network load_network(const std::filesystem::path& file) { return parse_network(read_json(file), file.string()); }

Network find_network(const std::string& name_or_path) {
  return load_network(shipped_file(kFolder, "network", name_or_path));
}

std::vector<std::string> network_names() { return shipped_names(kFolder); }

Network find_layers(const std::string& name_or_path) {
  if (is_path(name_or_path)) {
    const nlohmann::json json = read_json(name_or_path);
    if (json.is_object() && json.contains("layers")) return parse_network(json, name_or_path);
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

std::string relative_to(const std::filesystem::path& directory, const std::string& name_or_path) {
  return is_path(name_or_path) ? (directory / name_or_path).string() : name_or_path;
}

Layer read_layer(const nlohmann::json& value, const std::string& where, const std::filesystem::path& directory) {
  if (value.is_string()) return find_layer(relative_to(directory, value.get<std::string>()));
  if (!value.is_object()) {
    throw Error(fmt::format("{} is {}; it must be a layer's name, file or object", where, shown(value)));
  }
  if (!value.contains("name")) throw Error(fmt::format("{}: name is missing", where));
  return parse_layer(value, where);
}

Network select_layers(const Network& network, const std::vector<std::string>& patterns) {
  std::vector<bool> chosen(network.layers.size());
  for (const std::string& pattern : patterns) {
    bool any = false;
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
      if (!matches(network.layers[i].name, pattern)) continue;
      chosen[i] = any = true;
    }
    if (!any) {
      throw Error(fmt::format("network {}: no layer matches \"{}\"; it has {}", network.name, pattern,
                              fmt::join(names_of(network), ", ")));
    }
  }
  Network selected{network.name, {}};
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    if (chosen[i]) selected.layers.push_back(network.layers[i]);
  }
  return selected;
}

}  // namespace vtasim::compiler
