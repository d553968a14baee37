#include "sim/experiment/layer_run.h"

#include <fmt/format.h>

#include <utility>

#include "compiler/epilogue/requantization.h"
#include "compiler/lanes/refused.h"
#include "compiler/search/layer_bound.h"
#include "compiler/search/search_mappings.h"
#include "compiler/workload/reference.h"
#include "isa/base/error.h"
#include "isa/case_file.h"
#include "sim/experiment/run_difference.h"
#include "sim/experiment/verification.h"
#include "sim/observe/cause_observer.h"

namespace vtasim::experiment {
namespace {

/// Runs the program of a row and checks what it leaves in DRAM.
void simulate(machine::Machine& machine, const LayerData& data, const compiler::CompiledLayer& compiled,
              ComparisonRow& row) {
  machine::CauseObserver causes;
  machine::RunOptions options;
  options.observer = &causes;
  machine::RunResult run = machine.run(row.hardware, compiled.program, options);
  row.record = std::move(run.record);
  row.counters = run.counters;
  row.causes = causes.totals();
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

isa::Case case_of(const isa::Program& program, const isa::HardwareConfig& config,
                  const std::vector<isa::Region>& outputs) {
  isa::Case result;
  result.program = program;
  result.hardware = config;
  result.outputs = outputs;
  result.has_outputs = true;
  return result;
}

LayerRun refused_run(const MappingRequest& request, const compiler::Layer& layer, const isa::HardwareConfig& config) {
  LayerRun run;
  run.row.layer = layer;
  run.row.hardware = config;
  run.row.mapping = request.name;
  run.row.error = request.error;
  return run;
}

LayerData make_layer_data(const compiler::Layer& layer, compiler::LayerTensors tensors) {
  LayerData data{make_search_data(layer, tensors), std::move(tensors), {}};
  data.reference = reference_output(layer, data.tensors);
  return data;
}

LayerData make_layer_data(const compiler::Layer& layer, std::uint64_t seed) {
  return make_layer_data(layer, random_tensors(layer, seed));
}

LayerData with_requantization(const LayerData& data, compiler::RequantizationPass pass) {
  LayerData changed = data;
  changed.layer.requantization_pass = pass;
  changed.passes = requantization_passes(changed.layer, changed.tensors);
  return changed;
}

LayerRun failed_run(const std::string& why, const std::string& mapping, const compiler::Layer& layer,
                    const isa::HardwareConfig& config) {
  LayerRun run;
  run.row.layer = layer;
  run.row.hardware = config;
  run.row.asked_for = run.row.mapping = mapping;
  run.row.problem = "the search failed: " + why;
  return run;
}

LayerRun run_layer(const Laboratory& laboratory, const LayerData& data, const MappingRequest& request,
                   const isa::HardwareConfig& config, compiler::SearchEffort effort,
                   const std::function<void(int)>& simulated) {
  LayerRun run;
  ComparisonRow& row = run.row;
  row.layer = data.layer;
  row.hardware = config;
  row.asked_for = row.mapping = request.name;
  try {
    const compiler::MappingChoice choice = search_layer(laboratory, data, request, config, effort, simulated);
    row.mapping = choice.mapping.name;
    row.layer.bias_entry = choice.bias_entry;
    row.search = choice.search;
    const compiler::Tiling tiling = tiling_of(choice.mapping.nest, choice.search.plan);
    run.compiled = compile(row.layer, data.tensors, choice.mapping, tiling, config, &data.reference,
                           laboratory.takes_notes ? &run.notes : nullptr);
  } catch (const compiler::Refused& error) {
    row.error = error.what();
    return run;
  } catch (const Error& error) {
    row.problem = fmt::format("the compiler failed: {}", error.what());
    return run;
  }
  row.stats = run.compiled->stats;
  if (laboratory.line_bytes > 0) {
    row.packing = work_of_packing(row.layer, run.compiled->mapping, config, laboratory.line_bytes);
  }
  row.layer_bound = layer_bound(row.layer, data.passes, config).bound();
  simulate(laboratory.machine, data, *run.compiled, row);
  return run;
}

}  // namespace vtasim::experiment
