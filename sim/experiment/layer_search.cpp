#include "sim/experiment/layer_search.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "sim/experiment/search_json.h"

namespace vtasim::experiment {
namespace {

compiler::MappingChoice choose(const SearchData& data, const MappingRequest& request, const isa::HardwareConfig& config,
                               compiler::SearchEffort effort, const compiler::Evaluator& evaluate) {
  const compiler::SearchScope scope(effort, request.tiling);
  if (request.mapping) {
    return search_mapping(data.layer, data.bias, data.passes, *request.mapping, config, scope, evaluate);
  }
  const int alu_passes = 1 + static_cast<int>(data.passes.size());
  const auto mappings = mapping_candidates(data.layer, config, alu_passes, effort);
  return search_mappings(data.layer, data.bias, data.passes, mappings, config, scope, evaluate);
}

}  // namespace

compiler::SearchEffort effort_of(const std::string& name) {
  return name == to_string(compiler::SearchEffort::full) ? compiler::SearchEffort::full : compiler::SearchEffort::quick;
}

compiler::Evaluator make_evaluator(machine::Machine& machine, const isa::HardwareConfig& config,
                                   std::function<void(int)> simulated) {
  return [&machine, &config, simulated = std::move(simulated), count = 0](const isa::Program& program) mutable {
    machine::RunOptions timing_only;
    timing_only.values = false;
    const machine::RunResult run = machine.run(config, program, timing_only);
    simulated(++count);
    return run.record.finished ? run.record.cycles : std::numeric_limits<std::int64_t>::max() / 2;
  };
}

compiler::MappingChoice search_layer(const Laboratory& laboratory, const SearchData& data,
                                     const MappingRequest& request, const isa::HardwareConfig& config,
                                     compiler::SearchEffort effort, const std::function<void(int)>& simulated) {
  const std::string key = search_key(data, request.key(), config, effort);
  const auto read = [&](const nlohmann::json& object) { return read_choice(object, request, data, config); };
  if (auto found = laboratory.store.find_by(key, read)) return *std::move(found);
  compiler::MappingChoice choice =
      choose(data, request, config, effort, make_evaluator(laboratory.machine, config, simulated));
  laboratory.store.keep(key, to_json(choice));
  return choice;
}

}  // namespace vtasim::experiment
