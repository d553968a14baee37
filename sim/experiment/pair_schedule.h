#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "compiler/fusion/layer_pair.h"
#include "compiler/fusion/partial_pair_plan.h"
#include "isa/hardware_config.h"
#include "sim/experiment/pair_request.h"
#include "sim/experiment/pair_run.h"
#include "sim/experiment/wanted_mapping.h"

namespace vtasim::experiment {

/// What of the one program of a pair somebody has decided; the rest is searched for.
struct PairSchedule {
  std::string name;                             ///< Of its rows; its file's where it has none.
  std::optional<compiler::LayerPair> pair;      ///< The layers that it was made for,
  std::optional<isa::HardwareConfig> hardware;  ///< and the configuration; for any without.
  WantedMapping mapping;                        ///< Of the depthwise layer.
  compiler::PartialPairPlan plan;
};

/// Why a schedule is not for a pair on a configuration; empty where it is (schedule.h).
std::string mismatch(const PairSchedule& schedule, const compiler::LayerPair& pair, const isa::HardwareConfig& config);

/// The mapping and the plan of a schedule that has a mapping.
PairRequest request_scheduled(const PairSchedule& schedule, const compiler::LayerPair& pair,
                              const isa::HardwareConfig& config);

/// All that was decided of a fused program, which run.mapping is of. It has no name.
PairSchedule schedule_of(const PairRun& run, const compiler::LayerPair& pair);

/// As load_schedules(), with the keys name; depthwise and pointwise, the layers; hardware; mapping; tiling, as
/// pair_plan_json.h has it.
std::vector<PairSchedule> load_pair_schedules(const std::filesystem::path& file);

nlohmann::ordered_json to_json(const PairSchedule& schedule);

}  // namespace vtasim::experiment
