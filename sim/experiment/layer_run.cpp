#include "sim/experiment/layer_run.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "compiler/epilogue/bias_and_shifts.h"
#include "compiler/epilogue/requantization.h"
#include "compiler/lanes/refused.h"
#include "compiler/mappings/rectangles.h"
#include "compiler/mappings/registry.h"
#include "compiler/search/layer_bound.h"
#include "compiler/search/search_mappings.h"
#include "compiler/workload/reference.h"
#include "isa/base/error.h"
#include "isa/case_file.h"
#include "sim/experiment/run_difference.h"
#include "sim/experiment/verification.h"

namespace vtasim::experiment {
namespace {

compiler::MappingChoice choose(const LayerData& data, const MappingRequest& request, const isa::HardwareConfig& config,
                               compiler::SearchEffort effort, const compiler::Evaluator& evaluate) {
  if (request.mapping) {
    return search_mapping(data.layer, data.bias, data.passes, *request.mapping, config, effort, evaluate);
  }
  const int alu_passes = 1 + static_cast<int>(data.passes.size());
  const auto mappings = mapping_candidates(data.layer, config, alu_passes, effort);
  return search_mappings(data.layer, data.bias, data.passes, mappings, config, effort, evaluate);
}

/// Runs the program of a row and checks what it leaves in DRAM.
void simulate(machine::Machine& machine, const LayerData& data, const compiler::CompiledLayer& compiled,
              ComparisonRow& row) {
  machine::RunResult run = machine.run(row.hardware, compiled.program);
  row.record = std::move(run.record);
  row.counters = run.counters;
  row.problem = std::move(run.problem);
  if (!row.record.finished) return;
  row.problem = describe_wrong_values(data.reference, unpack_output(row.layer, compiled, machine.dram()));
  if (row.problem.empty()) {
    if (const auto byte = first_output_difference(compiled.expected, machine.dram())) {
      row.problem =
          fmt::format("byte {:#x} of DRAM is {:#04x}, expected {:#04x}", byte->address, byte->got, byte->expected);
    }
  }
  row.verified = row.problem.empty();
}

}  // namespace

void check_mapping(const std::string& name, const std::string& where) {
  if (name == kAutoMapping || compiler::is_mapping_name(name)) return;
  throw Error(fmt::format("{}: {} is not known; known are {}, {}, {}", where, name,
                          fmt::join(compiler::mapping_names(), ", "), kAutoMapping, compiler::other_mapping_names()));
}

isa::Case case_of(const isa::Program& program, const isa::HardwareConfig& config,
                  const std::vector<isa::Region>& outputs) {
  isa::Case result;
  result.program = program;
  result.hardware = config;
  result.outputs = outputs;
  result.has_outputs = true;
  return result;
}

compiler::SearchEffort effort_of(const std::string& name) {
  return name == to_string(compiler::SearchEffort::full) ? compiler::SearchEffort::full : compiler::SearchEffort::quick;
}

MappingRequest request_any() { return {kAutoMapping, std::nullopt, ""}; }

MappingRequest request_mapping(const std::string& name, const compiler::Layer& layer,
                               const isa::HardwareConfig& config) {
  MappingRequest request{name, std::nullopt, ""};
  try {
    if (name == kAutoMapping) {
      check_shapes(layer, config);
    } else {
      request.mapping = compiler::make_checked_mapping(name, layer, config);
    }
  } catch (const compiler::Refused& error) {
    request.error = error.what();
  }
  return request;
}

LayerRun refused_run(const MappingRequest& request, const compiler::Layer& layer, const isa::HardwareConfig& config) {
  LayerRun run;
  run.row.layer = layer;
  run.row.hardware = config;
  run.row.mapping = request.name;
  run.row.error = request.error;
  return run;
}

LayerData make_layer_data(const compiler::Layer& layer, std::uint64_t seed) {
  LayerData data;
  data.layer = layer;
  data.tensors = random_tensors(layer, seed);
  data.reference = reference_output(layer, data.tensors);
  data.bias = folded_bias(layer, data.tensors);
  data.passes = requantization_passes(layer, data.tensors);
  return data;
}

LayerData with_requantization(const LayerData& data, compiler::RequantizationPass pass) {
  LayerData changed = data;
  changed.layer.requantization_pass = pass;
  changed.passes = requantization_passes(changed.layer, changed.tensors);
  return changed;
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

LayerRun run_layer(machine::Machine& machine, const LayerData& data, const MappingRequest& request,
                   const isa::HardwareConfig& config, compiler::SearchEffort effort,
                   const std::function<void(int)>& simulated) {
  LayerRun run;
  ComparisonRow& row = run.row;
  row.layer = data.layer;
  row.hardware = config;
  row.asked_for = row.mapping = request.name;
  try {
    const compiler::MappingChoice choice =
        choose(data, request, config, effort, make_evaluator(machine, config, simulated));
    row.mapping = choice.mapping.name;
    row.layer.bias_entry = choice.bias_entry;
    row.search = choice.search;
    const compiler::Tiling tiling = tiling_of(choice.mapping.nest, choice.search.plan);
    run.compiled = compile(row.layer, data.tensors, choice.mapping, tiling, config);
  } catch (const compiler::Refused& error) {
    row.error = error.what();
    return run;
  } catch (const Error& error) {
    row.problem = fmt::format("the compiler failed: {}", error.what());
    return run;
  }
  row.stats = run.compiled->stats;
  row.layer_bound = layer_bound(row.layer, data.passes, config).bound();
  simulate(machine, data, *run.compiled, row);
  return run;
}

}  // namespace vtasim::experiment
