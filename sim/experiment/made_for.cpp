#include "sim/experiment/made_for.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/workload/layer_file.h"
#include "isa/base/json_reader.h"

namespace vtasim::experiment {
namespace {

using nlohmann::json;

json contents_of(const compiler::Layer& layer) {
  json contents = to_json(layer);
  for (const char* key : {"name", "bias_entry"}) contents.erase(key);
  if (contents.contains("requantization")) contents["requantization"].erase("pass");
  return contents;
}

json contents_of(const isa::HardwareConfig& config) {
  json contents = file_json(config);
  for (const char* key : {"TARGET", "HW_VER"}) contents.erase(key);  // Names, too.
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

std::string difference(const compiler::Layer& made_for, const compiler::Layer& given) {
  return first_difference(contents_of(made_for), contents_of(given));
}

std::string difference(const isa::HardwareConfig& made_for, const isa::HardwareConfig& given) {
  return first_difference(contents_of(made_for), contents_of(given));
}

}  // namespace vtasim::experiment
