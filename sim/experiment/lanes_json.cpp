#include "sim/experiment/lanes_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/mappings/registry.h"
#include "isa/base/error.h"
#include "isa/base/json_reader.h"
#include "isa/base/names.h"

namespace vtasim::experiment {
namespace {

using nlohmann::json;

/// Beyond what any tensor has.
constexpr std::int64_t kMostStep = 65536;
constexpr std::size_t kMostLanes = 65536;

int step_of(JsonReader& reader, const char* key) {
  return reader.has(key) ? static_cast<int>(reader.integer(key, 1, kMostStep)) : 1;
}

compiler::Lane read_lane(const json& value, const std::string& what) {
  compiler::Lane lane;
  lane.used = !value.is_null();
  if (!lane.used) return lane;
  if (!value.is_array() || value.size() != 3) {
    throw Error(fmt::format("{} is {}; it must be [channel, row, column], or null for none", what, shown(value)));
  }
  int* const parts[] = {&lane.channel, &lane.dy, &lane.dx};
  for (std::size_t i = 0; i < 3; ++i) {
    *parts[i] = static_cast<int>(checked_integer(value[i], 0, kMostStep - 1, fmt::format("{}[{}]", what, i)));
  }
  return lane;
}

compiler::LaneMap read_map(const json& object, const std::string& what) {
  JsonReader reader(object, what);
  compiler::LaneMap map;
  map.channel_step = step_of(reader, "channel_step");
  map.row_step = step_of(reader, "row_step");
  map.col_step = step_of(reader, "col_step");
  const json& lanes = reader.array("lanes");
  if (lanes.size() > kMostLanes) {
    reader.fail("lanes", fmt::format("has {} lanes; legal are {}", lanes.size(), range_text(1, kMostLanes)));
  }
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    map.lanes.push_back(read_lane(lanes[i], fmt::format("{}: lanes[{}]", what, i)));
  }
  reader.expect_no_more();
  return map;
}

}  // namespace

json to_json(const compiler::LaneMap& map) {
  json lanes = json::array();
  for (const compiler::Lane& lane : map.lanes) {
    lanes.push_back(lane.used ? json{lane.channel, lane.dy, lane.dx} : json(nullptr));
  }
  return {{"channel_step", map.channel_step}, {"row_step", map.row_step}, {"col_step", map.col_step}, {"lanes", lanes}};
}

json lanes_json(const std::string& name, const compiler::LaneChoice& lanes) {
  return {{"name", name}, {"layer_groups", lanes.layer_groups}, {"in", to_json(lanes.in)}, {"out", to_json(lanes.out)}};
}

NamedLanes read_lanes(const json& object, const std::string& what) {
  JsonReader reader(object, what);
  NamedLanes read;
  read.name = reader.has("name") ? reader.text("name") : "custom";
  check_name(read.name, what + ": name");
  if (compiler::is_mapping_name(read.name)) {
    reader.fail("name", fmt::format("is {}, which stands for another mapping", shown(read.name)));
  }
  read.lanes.layer_groups = step_of(reader, "layer_groups");
  read.lanes.in = read_map(reader.member("in"), what + ": in");
  read.lanes.out = read_map(reader.member("out"), what + ": out");
  reader.expect_no_more();
  return read;
}

}  // namespace vtasim::experiment
