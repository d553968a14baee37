#include "sim/experiment/schedule.h"

#include "sim/experiment/made_for.h"

namespace vtasim::experiment {
std::string mismatch(const Schedule& schedule, const compiler::Layer& layer, const isa::HardwareConfig& config) {
  std::string problem;
  if (schedule.layer) problem = mismatch(*schedule.layer, layer);
  if (schedule.hardware && problem.empty()) problem = mismatch(*schedule.hardware, config);
  return problem;
}

compiler::Layer scheduled_layer(const compiler::Layer& layer, const Schedule& schedule) {
  compiler::Layer scheduled = layer;
  if (schedule.bias_entry) scheduled.bias_entry = *schedule.bias_entry;
  if (schedule.requantization) scheduled.requantization_pass = *schedule.requantization;
  return scheduled;
}

LayerData scheduled_data(const LayerData& data, const Schedule& schedule) {
  LayerData scheduled = with_requantization(data, schedule.requantization.value_or(data.layer.requantization_pass));
  scheduled.layer = scheduled_layer(data.layer, schedule);
  return scheduled;
}

MappingRequest request_scheduled(const Schedule& schedule, const compiler::Layer& layer,
                                 const isa::HardwareConfig& config) {
  const WantedMapping& wanted = schedule.mapping;
  MappingRequest request = wanted.lanes ? request_lanes(wanted.lanes->name, wanted.lanes->lanes, layer, config)
                                        : request_mapping(wanted.name.value_or(kAutoMapping), layer, config);
  request.tiling = schedule.tiling;
  return request;
}

Schedule schedule_of(const LayerRun& run) {
  const compiler::Mapping& mapping = run.compiled->mapping;
  Schedule schedule;
  schedule.layer = run.row.layer;
  schedule.hardware = run.row.hardware;
  if (mapping.custom) {
    schedule.mapping.lanes = NamedLanes{mapping.name, *mapping.custom};
  } else {
    schedule.mapping.name = mapping.name;
  }
  if (run.row.layer.has_bias()) schedule.bias_entry = run.row.layer.bias_entry;
  schedule.requantization = run.row.layer.requantization_pass;
  schedule.tiling = compiler::given(run.row.search.plan);
  return schedule;
}

}  // namespace vtasim::experiment
