#include "sim/experiment/made_for.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/workload/layer_file.h"
#include "isa/base/json_reader.h"
#include "sim/experiment/hardware_in_file.h"

namespace vtasim::experiment {
namespace {

using nlohmann::json;

json contents_of(const compiler::Layer& layer) {
  json contents = to_json(layer);
  for (const char* key : {"name", "bias_entry"}) contents.erase(key);
  if (contents.contains("requantization")) contents["requantization"].erase("pass");
  return contents;
}

std::string first_difference(const json& made_for, const json& given) {
  for (const auto& [key, value] : given.items()) {
    if (!made_for.contains(key)) return fmt::format("{} is {}, not left out", key, shown(value));
    if (made_for[key] != value) return fmt::format("{} is {}, not {}", key, shown(value), shown(made_for[key]));
  }
  for (const auto& [key, value] : made_for.items()) {
    if (!given.contains(key)) return fmt::format("{} is left out, not {}", key, shown(value));
  }
  return "";
}

}  // namespace

std::string mismatch(const compiler::Layer& made_for, const compiler::Layer& given) {
  const std::string other = first_difference(contents_of(made_for), contents_of(given));
  return other.empty() ? "" : fmt::format("made for layer {}; of {} {}", made_for.name, given.name, other);
}

std::string mismatch(const isa::HardwareConfig& made_for, const isa::HardwareConfig& given) {
  const std::string other = first_difference(contents_of(made_for), contents_of(given));
  return other.empty() ? "" : fmt::format("made for {}; of {} {}", made_for.name, given.name, other);
}

}  // namespace vtasim::experiment
