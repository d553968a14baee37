#include "sim/experiment/pair_schedule.h"

#include <nlohmann/json.hpp>

#include "compiler/lanes/refused.h"
#include "compiler/mappings/registry.h"
#include "compiler/workload/layer_file.h"
#include "isa/base/json_reader.h"
#include "isa/base/names.h"
#include "sim/experiment/hardware_in_file.h"
#include "sim/experiment/made_for.h"
#include "sim/experiment/mapping_request.h"
#include "sim/experiment/pair_plan_json.h"
#include "sim/experiment/schedule_text.h"

namespace vtasim::experiment {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

/// What a list may stand under, one value for each schedule.
std::vector<std::string> swept_keys() {
  std::vector<std::string> keys = {"mapping"};
  for (const char* layer : {"tiling.depthwise", "tiling.pointwise"}) append_plan_keys(layer, keys);
  for (const char* key :
       {"tiling.transposition.rows", "tiling.transposition.cols", "tiling.transposition.buffers", "tiling.lead"}) {
    keys.emplace_back(key);
  }
  return keys;
}

PairSchedule read_schedule(const json& object, const std::string& where, const fs::path& directory) {
  JsonReader reader(object, where);
  PairSchedule schedule;
  if (reader.has("name")) {
    schedule.name = reader.text("name");
    check_name(schedule.name, where + ": name", kLongestCaseName);
  }
  if (reader.has("depthwise") || reader.has("pointwise")) {
    schedule.pair.emplace();
    schedule.pair->depthwise = compiler::read_layer(reader.member("depthwise"), where + ": depthwise", directory);
    schedule.pair->pointwise = compiler::read_layer(reader.member("pointwise"), where + ": pointwise", directory);
  }
  if (reader.has("hardware")) {
    schedule.hardware = read_hardware_in_file(reader.member("hardware"), where + ": hardware", directory);
  }
  if (reader.has("mapping")) schedule.mapping = read_wanted_mapping(reader.member("mapping"), where + ": mapping");
  if (reader.has("tiling")) schedule.plan = read_partial_pair_plan(reader.member("tiling"), where + ": tiling");
  reader.expect_no_more();
  return schedule;
}

}  // namespace

std::string mismatch(const PairSchedule& schedule, const compiler::LayerPair& pair, const isa::HardwareConfig& config) {
  std::string problem;
  if (schedule.pair) problem = mismatch(schedule.pair->depthwise, pair.depthwise);
  if (schedule.pair && problem.empty()) problem = mismatch(schedule.pair->pointwise, pair.pointwise);
  if (schedule.hardware && problem.empty()) problem = mismatch(*schedule.hardware, config);
  return problem;
}

PairRequest request_scheduled(const PairSchedule& schedule, const compiler::LayerPair& pair,
                              const isa::HardwareConfig& config) {
  const WantedMapping& wanted = schedule.mapping;
  PairRequest request;
  if (wanted.lanes) {
    const MappingRequest first = request_lanes(wanted.lanes->name, wanted.lanes->lanes, pair.depthwise, config);
    request = first.mapping ? request_pair(*first.mapping, pair, config) : PairRequest{first.name, {}, first.error, {}};
  } else {
    request = request_pair(wanted.name.value_or(kAutoMapping), pair, config);
  }
  request.plan = schedule.plan;
  return request;
}

PairSchedule schedule_of(const PairRun& run, const compiler::LayerPair& pair) {
  PairSchedule schedule;
  schedule.pair = pair;
  schedule.hardware = run.row.hardware;
  if (run.fused->custom) {
    schedule.mapping.lanes = NamedLanes{run.fused->name, *run.fused->custom};
  } else {
    schedule.mapping.name = run.fused->name;
  }
  schedule.plan = compiler::given(run.row.plan);
  if (!run.row.transposed) {
    schedule.plan.transposed_rows.reset();
    schedule.plan.transposed_cols.reset();
    schedule.plan.transposed_buffers.reset();
  }
  return schedule;
}

std::vector<PairSchedule> load_pair_schedules(const fs::path& file) {
  return read_schedules<PairSchedule>(file, swept_keys(), read_schedule);
}

nlohmann::ordered_json to_json(const PairSchedule& schedule) {
  nlohmann::ordered_json object = nlohmann::ordered_json::object();
  if (!schedule.name.empty()) object["name"] = schedule.name;
  if (const json mapping = to_json(schedule.mapping); !mapping.is_null()) object["mapping"] = mapping;
  if (!schedule.plan.empty()) object["tiling"] = pair_plan_json(schedule.plan);
  if (schedule.pair) {
    object["depthwise"] = compiler::to_json(schedule.pair->depthwise);
    object["pointwise"] = compiler::to_json(schedule.pair->pointwise);
  }
  if (schedule.hardware) object["hardware"] = json_in_file(*schedule.hardware);
  return object;
}

}  // namespace vtasim::experiment
