#include "sim/experiment/wanted_mapping.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "isa/base/error.h"
#include "isa/base/json_reader.h"
#include "sim/experiment/mapping_request.h"

namespace vtasim::experiment {

WantedMapping read_wanted_mapping(const nlohmann::json& value, const std::string& what) {
  WantedMapping wanted;
  if (value.is_object()) {
    wanted.lanes = read_lanes(value, what);
  } else if (value.is_string()) {
    wanted.name = value.get<std::string>();
    check_mapping(*wanted.name, what);
    if (wanted.name == kAutoMapping) wanted.name.reset();
  } else {
    throw Error(fmt::format("{} is {}; it must be a mapping's name, or an object with lane maps", what, shown(value)));
  }
  return wanted;
}

nlohmann::json to_json(const WantedMapping& mapping) {
  if (mapping.lanes) return lanes_json(mapping.lanes->name, mapping.lanes->lanes);
  return mapping.name ? nlohmann::json(*mapping.name) : nlohmann::json();
}

}  // namespace vtasim::experiment
