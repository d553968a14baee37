#pragma once

#include <optional>
#include <string>

#include "compiler/tiling/partial_plan.h"
#include "compiler/workload/layer.h"
#include "isa/hardware_config.h"
#include "sim/experiment/layer_run.h"
#include "sim/experiment/mapping_request.h"
#include "sim/experiment/wanted_mapping.h"

namespace vtasim::experiment {

/// What of a layer's program somebody has decided. What is left out is searched for; where nothing is, layer, hardware
/// and schedule make the same program, byte for byte.
struct Schedule {
  std::string name;                             ///< Of its rows; its file's where it has none.
  std::optional<compiler::Layer> layer;         ///< The layer that it was made for,
  std::optional<isa::HardwareConfig> hardware;  ///< and the configuration; for any without.
  WantedMapping mapping;
  std::optional<compiler::BiasEntry> bias_entry;
  std::optional<compiler::RequantizationPass> requantization;
  compiler::PartialPlan tiling;
};

/// Why a schedule is not for a layer on a configuration: what the one that it was made for has otherwise. Empty where
/// it is for it. Names do not count, nor what a schedule decides by itself.
std::string mismatch(const Schedule& schedule, const compiler::Layer& layer, const isa::HardwareConfig& config);

/// The layer as the schedule wants its bias and its requantization.
compiler::Layer scheduled_layer(const compiler::Layer& layer, const Schedule& schedule);

/// Its data likewise.
LayerData scheduled_data(const LayerData& data, const Schedule& schedule);

/// The mapping and the tiling of a schedule, for a scheduled_layer().
MappingRequest request_scheduled(const Schedule& schedule, const compiler::Layer& layer,
                                 const isa::HardwareConfig& config);

/// All that was decided of a program, which run.compiled has. It has no name.
Schedule schedule_of(const LayerRun& run);

}  // namespace vtasim::experiment
