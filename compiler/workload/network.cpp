#include "compiler/workload/network.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstddef>
#include <string_view>

#include "isa/base/error.h"

namespace vtasim::compiler {
namespace {

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

std::vector<std::string> names_of(const Network& network) {
  std::vector<std::string> names;
  for (const Layer& layer : network.layers) names.push_back(layer.name);
  return names;
}

}  // namespace

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
