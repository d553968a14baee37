#include "sim/experiment/mapping_request.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "compiler/lanes/refused.h"
#include "compiler/mappings/registry.h"
#include "compiler/program/build_program.h"
#include "compiler/search/search_mappings.h"
#include "isa/base/error.h"
#include "isa/base/json_reader.h"
#include "sim/experiment/lanes_json.h"
#include "sim/experiment/plan_json.h"

namespace vtasim::experiment {
namespace {

/// What `make` comes to, or why the layer has none.
MappingRequest request(const std::string& name, const std::function<std::optional<compiler::Mapping>()>& make) {
  MappingRequest request{name, std::nullopt, "", {}};
  try {
    request.mapping = make();
  } catch (const compiler::Refused& error) {
    request.error = error.what();
  }
  return request;
}

}  // namespace

void check_mapping(const std::string& name, const std::string& where) {
  if (name == kAutoMapping || compiler::is_mapping_name(name)) return;
  throw Error(fmt::format("{}: {} is not known; known are {}, {}, {}", where, name,
                          fmt::join(compiler::mapping_names(), ", "), kAutoMapping, compiler::other_mapping_names()));
}

std::string MappingRequest::key() const {
  if (tiling.empty() && !(mapping && mapping->custom)) return name;
  nlohmann::json all = {{"mapping", name}, {"tiling", plan_json(tiling)}};
  if (mapping && mapping->custom) all["mapping"] = lanes_json(name, *mapping->custom);
  return json_text(all);
}

MappingRequest request_any() { return {kAutoMapping, std::nullopt, "", {}}; }

MappingRequest request_mapping(const std::string& name, const compiler::Layer& layer,
                               const isa::HardwareConfig& config) {
  return request(name, [&]() -> std::optional<compiler::Mapping> {
    if (name != kAutoMapping) return compiler::make_checked_mapping(name, layer, config);
    check_shapes(layer, config);
    return std::nullopt;
  });
}

MappingRequest request_lanes(const std::string& name, const compiler::LaneChoice& lanes, const compiler::Layer& layer,
                             const isa::HardwareConfig& config) {
  return request(name, [&] {
    compiler::Mapping mapping = compiler::make_custom_mapping(name, lanes, layer, config);
    check_sizes(layer, mapping, config);
    return mapping;
  });
}

}  // namespace vtasim::experiment
