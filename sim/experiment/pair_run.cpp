#include "sim/experiment/pair_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/lanes/operand_bytes.h"
#include "compiler/lanes/refused.h"
#include "compiler/mappings/registry.h"
#include "isa/base/error.h"
#include "sim/experiment/verification.h"
#include "sim/observe/cause_observer.h"

namespace vtasim::experiment {
namespace {

/// Whether the pointwise layer reads what the depthwise one leaves by that mapping.
bool fits_as_it_is(const compiler::Mapping& depthwise, const PairData& data, const isa::HardwareConfig& config) {
  try {
    return !make_pair_mapping(depthwise, data.pair, config).transposition;
  } catch (const compiler::Refused&) {
    return false;
  }
}

/// Mappings of the depthwise layer whose output the pointwise layer reads.
std::vector<std::string> readable_mappings(const compiler::LayerPair& pair, const isa::HardwareConfig& config) {
  std::vector<std::string> names;
  for (const compiler::PairMapping& mapping : pair_mappings(pair, config)) {
    if (!mapping.transposition) names.push_back(mapping.first.name);
  }
  return names;
}

/// The best run of the depthwise layer among mappings whose output the pointwise layer reads.
LayerRun run_readable(const Laboratory& laboratory, const PairData& data, const isa::HardwareConfig& config,
                      compiler::SearchEffort effort, const std::function<void(int)>& simulated) {
  std::optional<LayerRun> best;
  for (const std::string& name : readable_mappings(data.pair, config)) {
    const MappingRequest request{name, compiler::make_mapping(name, data.pair.depthwise, config), "", {}};
    LayerRun run = run_layer(laboratory, data.depthwise, request, config, effort, simulated);
    const bool better = best && run.compiled && (!best->compiled || run.row.record.cycles < best->row.record.cycles);
    if (!best || better) best = std::move(run);
  }
  if (best) return *std::move(best);
  LayerRun none;
  none.row.error = "no mapping leaves an output that the pointwise layer reads";
  return none;
}

/// A row of a fused pair, with what names it.
PairRow fused_row(const compiler::LayerPair& pair, const std::string& mapping, const isa::HardwareConfig& config) {
  PairRow row;
  row.pair = pair.name();
  row.hardware = config;
  row.fused = true;
  row.depthwise = mapping;
  row.pointwise = "direct";
  return row;
}

/// Adds a layer's run to a row.
void add(LayerRun&& run, PairRun& pair) {
  PairRow& row = pair.row;
  if (row.error.empty()) row.error = run.row.error;
  if (row.problem.empty()) row.problem = run.row.problem;
  if (!run.compiled) return;
  const ComparisonRow& layer = run.row;
  ++row.programs;
  row.cycles += layer.record.cycles;
  row.bound += layer.stats.bound();
  row.bytes_read += layer.bytes_read();
  row.bytes_written += layer.bytes_written();
  row.dram_bytes = std::max(row.dram_bytes, layer.stats.dram_bytes);
  row.causes += layer.causes;
  row.write_bursts += layer.counters.write_bursts;
  row.simulated += layer.search.simulated;
  pair.cases.push_back(case_of(run.compiled->program, layer.hardware, run.compiled->expected));
}

/// The run of search_best_fused()'s request.
PairRun run_best_fused(const Laboratory& laboratory, const PairData& data, const PairRequest& any,
                       const isa::HardwareConfig& config, compiler::SearchEffort effort,
                       const std::function<void(int)>& simulated) {
  try {
    const auto request = search_best_fused(laboratory, search_data_of(data), any, config, effort, simulated);
    if (request) return run_fused(laboratory, data, *request, config, effort, simulated);
  } catch (const Error& error) {
    PairRun failed;
    failed.row = fused_row(data.pair, kAutoMapping, config);
    failed.row.problem = fmt::format("the compiler failed: {}", error.what());
    return failed;
  }
  PairRun none;
  none.row = fused_row(data.pair, kAutoMapping, config);
  none.row.error = "no mapping takes the pair";
  return none;
}

}  // namespace

PairData make_pair_data(const compiler::LayerPair& pair, std::uint64_t seed) {
  PairData data;
  data.pair = pair;
  data.depthwise = make_layer_data(pair.depthwise, seed);
  compiler::LayerTensors pointwise = random_filter(pair.pointwise, pointwise_seed(seed));
  pointwise.input = data.depthwise.reference;
  data.pointwise = make_layer_data(pair.pointwise, std::move(pointwise));
  return data;
}

PairSearchData search_data_of(const PairData& data) { return {data.pair, data.depthwise, data.pointwise}; }

std::optional<PairRun> refused_pair(const compiler::LayerPair& pair, const isa::HardwareConfig& config) {
  for (const compiler::Layer& layer : {pair.depthwise, pair.pointwise}) {
    const MappingRequest request = request_mapping(kAutoMapping, layer, config);
    if (request.error.empty()) continue;
    PairRun run;
    run.row.pair = pair.name();
    run.row.hardware = config;
    run.row.error = request.error;
    return run;
  }
  return std::nullopt;
}

std::vector<SearchTask> searches_apart(const PairSearchData& data, bool any_layout, const isa::HardwareConfig& config,
                                       compiler::SearchEffort effort) {
  std::vector<SearchTask> tasks;
  if (any_layout) {
    tasks.push_back(layer_task(data.depthwise, request_any(), config, effort));
  } else {
    for (const std::string& name : readable_mappings(data.pair, config)) {
      const MappingRequest request = request_mapping(name, data.pair.depthwise, config);
      if (request.error.empty()) tasks.push_back(layer_task(data.depthwise, request, config, effort));
    }
  }
  tasks.push_back(layer_task(data.pointwise, request_any(), config, effort));
  return tasks;
}

PairRun failed_pair(const std::string& why, const std::optional<std::string>& mapping, const compiler::LayerPair& pair,
                    const isa::HardwareConfig& config) {
  PairRun run;
  PairRow& row = run.row;
  if (mapping) {
    row = fused_row(pair, *mapping, config);
  } else {
    row.pair = pair.name();
    row.hardware = config;
    row.depthwise = row.pointwise = kAutoMapping;
  }
  row.problem = "the search failed: " + why;
  return run;
}

PairRun run_apart(const Laboratory& laboratory, const PairData& data, bool any_layout,
                  const isa::HardwareConfig& config, compiler::SearchEffort effort,
                  const std::function<void(int)>& simulated) {
  PairRun pair;
  PairRow& row = pair.row;
  row.pair = data.pair.name();
  row.hardware = config;
  LayerRun first = any_layout ? run_layer(laboratory, data.depthwise, request_any(), config, effort, simulated)
                              : run_readable(laboratory, data, config, effort, simulated);
  LayerRun second = run_layer(laboratory, data.pointwise, request_any(), config, effort, simulated);
  row.depthwise = first.row.mapping;
  row.pointwise = second.row.mapping;
  row.packed_bytes = first.row.stats.packed_bytes;
  if (first.compiled && second.compiled) {
    // What the host packs for the pointwise layer's own mapping is counted there already.
    const bool converted = !fits_as_it_is(first.compiled->mapping, data, config) || second.row.stats.packed_bytes > 0;
    row.converted_bytes = converted ? activation_bytes(second.compiled->mapping.nest, config) : 0;
    row.packing = first.row.packing;
    if (converted && laboratory.line_bytes > 0) {
      row.packing +=
          work_of_change(output_layout(data.pair.depthwise, first.compiled->mapping, config),
                         input_layout(data.pair.pointwise, second.compiled->mapping, config), laboratory.line_bytes);
    }
  }
  row.verified = first.row.verified && second.row.verified;
  add(std::move(first), pair);
  add(std::move(second), pair);
  return pair;
}

PairRun run_fused(const Laboratory& laboratory, const PairData& data, const PairRequest& request,
                  const isa::HardwareConfig& config, compiler::SearchEffort effort,
                  const std::function<void(int)>& simulated) {
  if (request.any()) return run_best_fused(laboratory, data, request, config, effort, simulated);
  PairRun pair;
  pair.row = fused_row(data.pair, request.name, config);
  PairRow& row = pair.row;
  row.error = request.error;
  if (!request.mapping) return pair;
  const compiler::PairMapping& mapping = *request.mapping;
  row.transposed = mapping.transposition.has_value();
  pair.fused = mapping.first;
  try {
    const PairSearchData search_data = search_data_of(data);
    const compiler::PairPasses passes = passes_of(search_data);
    const compiler::PairSearchResult found =
        search_fused(laboratory, search_data, request, config, effort, simulated).search;
    row.plan = found.plan;
    row.simulated = found.simulated;
    const compiler::PairTensors tensors{data.depthwise.tensors, data.pointwise.tensors, data.pointwise.reference};
    const compiler::CompiledPair compiled = compile_pair(mapping, found.plan, passes, tensors, config);
    row.bound = compiled.stats.bound();
    row.packed_bytes = compiled.stats.packed_bytes;
    if (laboratory.line_bytes > 0) {
      row.packing = work_of_packing(mapping.depthwise, mapping.first, config, laboratory.line_bytes);
    }
    row.programs = 1;
    row.dram_bytes = compiled.stats.dram_bytes;
    machine::CauseObserver causes;
    machine::RunOptions options;
    options.observer = &causes;
    const machine::RunResult run = laboratory.machine.run(config, compiled.program, options);
    row.causes = causes.totals();
    row.write_bursts = run.counters.write_bursts;
    row.cycles = run.record.cycles;
    row.bytes_read = run.record.read_beats * config.bus_bytes;
    row.bytes_written = run.record.write_beats * config.bus_bytes;
    row.problem = run.record.finished ? describe_wrong_values(data.pointwise.reference,
                                                              unpack_pair_output(compiled, laboratory.machine.dram()))
                                      : run.problem;
    row.verified = row.problem.empty();
    pair.cases.push_back(case_of(compiled.program, config, {compiled.expected}));
  } catch (const compiler::Refused& error) {
    row.error = error.what();
  } catch (const Error& error) {
    row.problem = fmt::format("the compiler failed: {}", error.what());
  }
  return pair;
}

}  // namespace vtasim::experiment
