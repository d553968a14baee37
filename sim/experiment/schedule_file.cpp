#include "sim/experiment/schedule_file.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "compiler/workload/layer_file.h"
#include "compiler/workload/layer_quantization.h"
#include "isa/base/json_reader.h"
#include "isa/base/names.h"
#include "sim/experiment/hardware_in_file.h"
#include "sim/experiment/plan_json.h"
#include "sim/experiment/schedule_text.h"

namespace vtasim::experiment {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

/// What a list may stand under, one value for each schedule.
std::vector<std::string> swept_keys() {
  std::vector<std::string> keys = {"mapping", "bias_entry", "requantization"};
  append_plan_keys("tiling", keys);
  return keys;
}

/// The value whose name stands under `key`, of `values`.
template <typename Enum>
Enum named(JsonReader& reader, const char* key, std::initializer_list<Enum> values) {
  const json& value = reader.member(key);
  std::string known;
  for (const Enum one : values) {
    if (value == to_string(one)) return one;
    known += fmt::format("{}\"{}\"", known.empty() ? "" : ", ", to_string(one));
  }
  reader.fail(key, fmt::format("is {}; legal are {}", shown(value), known));
}

/// One schedule, whose sweeps are single values by now.
Schedule read_schedule(const json& object, const std::string& where, const fs::path& directory) {
  JsonReader reader(object, where);
  Schedule schedule;
  if (reader.has("name")) {
    schedule.name = reader.text("name");
    check_name(schedule.name, where + ": name", kLongestCaseName);
  }
  if (reader.has("layer")) schedule.layer = compiler::read_layer(reader.member("layer"), where + ": layer", directory);
  if (reader.has("hardware")) {
    schedule.hardware = read_hardware_in_file(reader.member("hardware"), where + ": hardware", directory);
  }
  if (reader.has("mapping")) schedule.mapping = read_wanted_mapping(reader.member("mapping"), where + ": mapping");
  using compiler::BiasEntry;
  if (reader.has("bias_entry")) {
    schedule.bias_entry =
        named(reader, "bias_entry",
              {BiasEntry::automatic, BiasEntry::alu, BiasEntry::load, BiasEntry::lane, BiasEntry::product});
  }
  using compiler::RequantizationPass;
  if (reader.has("requantization")) {
    schedule.requantization =
        named(reader, "requantization", {RequantizationPass::fused, RequantizationPass::separate});
  }
  if (reader.has("tiling")) schedule.tiling = read_partial_plan(reader.member("tiling"), where + ": tiling");
  reader.expect_no_more();
  return schedule;
}

}  // namespace

std::vector<Schedule> load_schedules(const fs::path& file) {
  return read_schedules<Schedule>(file, swept_keys(), read_schedule);
}

nlohmann::ordered_json to_json(const Schedule& schedule) {
  nlohmann::ordered_json object = nlohmann::ordered_json::object();
  if (!schedule.name.empty()) object["name"] = schedule.name;
  if (const json mapping = to_json(schedule.mapping); !mapping.is_null()) object["mapping"] = mapping;
  if (schedule.bias_entry) object["bias_entry"] = to_string(*schedule.bias_entry);
  if (schedule.requantization) object["requantization"] = to_string(*schedule.requantization);
  if (!schedule.tiling.empty()) object["tiling"] = plan_json(schedule.tiling);
  if (schedule.layer) object["layer"] = compiler::to_json(*schedule.layer);
  if (schedule.hardware) object["hardware"] = json_in_file(*schedule.hardware);
  return object;
}

}  // namespace vtasim::experiment
