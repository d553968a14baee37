#include "sim/experiment/layer_search.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "sim/experiment/search_json.h"

namespace vtasim::experiment {
namespace {

/// A layer's search in a store.
struct LayerSearch {
  SearchStore& store;
  const SearchData& data;
  const isa::HardwareConfig& config;
  compiler::SearchEffort effort;
  compiler::Evaluator evaluate;

  /// What the store has, or is found and kept.
  compiler::MappingChoice find(const MappingRequest& request) const {
    const std::string key = search_key(data, request.key(), config, effort);
    const auto read = [&](const nlohmann::json& object) { return read_choice(object, request, data, config); };
    if (auto found = store.find_by(key, read)) return *std::move(found);
    compiler::MappingChoice choice = choose(request);
    store.keep(key, to_json(choice));
    return choice;
  }

 private:
  compiler::MappingChoice choose(const MappingRequest& request) const {
    if (request.mapping) {
      return search_mapping(data.layer, data.bias, data.passes, *request.mapping, config, {effort, request.tiling},
                            evaluate);
    }
    const int alu_passes = 1 + static_cast<int>(data.passes.size());
    const auto mappings = mapping_candidates(data.layer, config, alu_passes, effort);
    // As for requests of each, so that whoever asks for one later, or did before, has the same search.
    return search_mappings(data.layer, data.passes, mappings, config, [&](const compiler::Mapping& mapping) {
      return find({mapping.name, mapping, "", request.tiling});
    });
  }
};

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
  const LayerSearch search{laboratory.store, data, config, effort,
                           make_evaluator(laboratory.machine, config, simulated)};
  return search.find(request);
}

}  // namespace vtasim::experiment
