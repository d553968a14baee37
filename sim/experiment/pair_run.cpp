#include "sim/experiment/pair_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/epilogue/requantization.h"
#include "compiler/lanes/operand_bytes.h"
#include "compiler/lanes/refused.h"
#include "compiler/mappings/rectangles.h"
#include "compiler/mappings/registry.h"
#include "compiler/search/rectangle_candidates.h"
#include "compiler/workload/reference.h"
#include "isa/base/error.h"
#include "sim/experiment/verification.h"

namespace vtasim::experiment {
namespace {

/// Whether the depthwise layer's output is what the pointwise layer reads.
bool fits_as_it_is(const std::string& mapping, const PairData& data, const isa::HardwareConfig& config) {
  try {
    return !make_pair_mapping(mapping, data.pair, config).transposition;
  } catch (const compiler::Refused&) {
    return false;
  }
}

/// The best run of the depthwise layer among mappings whose output the pointwise layer reads.
LayerRun run_readable(machine::Machine& machine, const PairData& data, const isa::HardwareConfig& config,
                      compiler::SearchEffort effort, const std::function<void(int)>& simulated) {
  std::optional<LayerRun> best;
  for (const std::string& name : pair_mapping_names(data.pair, config)) {
    if (!fits_as_it_is(name, data, config)) continue;
    LayerRun run = run_layer(machine, data.depthwise, name, config, effort, simulated);
    const bool better = best && run.compiled && (!best->compiled || run.row.record.cycles < best->row.record.cycles);
    if (!best || better) best = std::move(run);
  }
  if (best) return *std::move(best);
  LayerRun none;
  none.row.error = "no mapping leaves an output that the pointwise layer reads";
  return none;
}

compiler::PairPasses passes_of(const PairData& data) { return {data.depthwise.passes, data.pointwise.passes}; }

/// Adds a layer's run to a row.
void add(LayerRun&& run, PairRun& pair) {
  PairRow& row = pair.row;
  if (row.error.empty()) row.error = run.row.error;
  if (row.problem.empty()) row.problem = run.row.problem;
  if (!run.compiled) return;
  const ComparisonRow& layer = run.row;
  row.cycles += layer.record.cycles;
  row.bound += layer.stats.bound();
  row.bytes_read += layer.bytes_read();
  row.bytes_written += layer.bytes_written();
  row.dram_bytes = std::max(row.dram_bytes, layer.stats.dram_bytes);
  row.simulated += layer.search.simulated;
  pair.cases.push_back(case_of(run.compiled->program, layer.hardware, run.compiled->expected));
}

}  // namespace

PairData make_pair_data(const compiler::LayerPair& pair, std::uint64_t seed) {
  PairData data;
  data.pair = pair;
  data.depthwise = make_layer_data(pair.depthwise, seed);
  data.pointwise = make_layer_data(pair.pointwise, seed + 1);
  data.pointwise.tensors.input = data.depthwise.reference;
  data.pointwise.reference = reference_output(pair.pointwise, data.pointwise.tensors);
  return data;
}

std::optional<PairRun> refused_pair(const compiler::LayerPair& pair, const isa::HardwareConfig& config) {
  for (const compiler::Layer& layer : {pair.depthwise, pair.pointwise}) {
    const std::optional<LayerRun> refused = refused_run(layer, kAutoMapping, config);
    if (!refused) continue;
    PairRun run;
    run.row.pair = pair.name();
    run.row.hardware = config;
    run.row.error = refused->row.error;
    return run;
  }
  return std::nullopt;
}

std::vector<std::string> fused_mapping_names(const PairData& data, const isa::HardwareConfig& config,
                                             compiler::SearchEffort effort) {
  std::vector<std::string> names = pair_mapping_names(data.pair, config);
  constexpr std::size_t kQuick = 2;
  constexpr std::size_t kFull = 12;
  const int alu_passes = 1 + static_cast<int>(data.depthwise.passes.size());
  const std::size_t count = effort == compiler::SearchEffort::quick ? kQuick : kFull;
  for (const compiler::RankedRectangles& pair : rectangle_candidates(data.pair.depthwise, config, alu_passes, count)) {
    // Of those whose vectors hold one pixel none does better than the named ones.
    if (!fits_as_it_is(pair.mapping.name, data, config)) names.push_back(pair.mapping.name);
  }
  return names;
}

PairRun run_apart(machine::Machine& machine, const PairData& data, bool any_layout, const isa::HardwareConfig& config,
                  compiler::SearchEffort effort, const std::function<void(int)>& simulated) {
  PairRun pair;
  PairRow& row = pair.row;
  row.pair = data.pair.name();
  row.hardware = config;
  LayerRun first = any_layout ? run_layer(machine, data.depthwise, kAutoMapping, config, effort, simulated)
                              : run_readable(machine, data, config, effort, simulated);
  LayerRun second = run_layer(machine, data.pointwise, kAutoMapping, config, effort, simulated);
  row.depthwise = first.row.mapping;
  row.pointwise = second.row.mapping;
  row.packed_bytes = first.row.stats.packed_bytes;
  if (first.compiled && second.compiled) {
    // What the host packs for the pointwise layer's own mapping is counted there already.
    const bool converted = !fits_as_it_is(row.depthwise, data, config) || second.row.stats.packed_bytes > 0;
    const compiler::Mapping reader = make_mapping(row.pointwise, data.pair.pointwise, config);
    row.converted_bytes = converted ? activation_bytes(reader.nest, config) : 0;
  }
  row.verified = first.row.verified && second.row.verified;
  add(std::move(first), pair);
  add(std::move(second), pair);
  return pair;
}

PairRun run_fused(machine::Machine& machine, const PairData& data, const std::string& mapping,
                  const isa::HardwareConfig& config, compiler::SearchEffort effort,
                  const std::function<void(int)>& simulated) {
  PairRun pair;
  PairRow& row = pair.row;
  row.pair = data.pair.name();
  row.hardware = config;
  row.fused = true;
  row.depthwise = mapping;
  row.pointwise = "direct";
  try {
    const compiler::PairMapping made = make_pair_mapping(mapping, data.pair, config);
    row.transposed = made.transposition.has_value();
    const compiler::PairPasses passes = passes_of(data);
    const compiler::PairSearchResult found =
        search_pair(made, passes, config, effort, make_evaluator(machine, config, simulated));
    row.plan = found.plan;
    row.simulated = found.simulated;
    const compiler::PairTensors tensors{data.depthwise.tensors, data.pointwise.tensors, data.pointwise.reference};
    const compiler::CompiledPair compiled = compile_pair(made, found.plan, passes, tensors, config);
    row.bound = compiled.stats.bound();
    row.packed_bytes = compiled.stats.packed_bytes;
    row.dram_bytes = compiled.stats.dram_bytes;
    const machine::RunResult run = machine.run(config, compiled.program);
    row.cycles = run.record.cycles;
    row.bytes_read = run.record.read_beats * config.bus_bytes;
    row.bytes_written = run.record.write_beats * config.bus_bytes;
    row.problem = run.record.finished
                      ? describe_wrong_values(data.pointwise.reference, unpack_pair_output(compiled, machine.dram()))
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

PairRun run_best_fused(machine::Machine& machine, const PairData& data, const isa::HardwareConfig& config,
                       compiler::SearchEffort effort, const std::function<void(int)>& simulated) {
  std::vector<std::pair<std::int64_t, std::string>> candidates;
  for (const std::string& name : fused_mapping_names(data, config, effort)) {
    candidates.emplace_back(least_pair_cycles(make_pair_mapping(name, data.pair, config), passes_of(data), config),
                            name);
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::optional<PairRun> best;
  for (const auto& [least, name] : candidates) {
    const bool found = best && best->row.error.empty();
    if (found && least >= best->row.cycles) break;
    PairRun run = run_fused(machine, data, name, config, effort, simulated);
    if (!found || (run.row.error.empty() && run.row.cycles < best->row.cycles)) best = std::move(run);
  }
  if (best) return *std::move(best);
  PairRun none;
  none.row.pair = data.pair.name();
  none.row.hardware = config;
  none.row.fused = true;
  none.row.error = "no mapping takes the pair";
  return none;
}

}  // namespace vtasim::experiment
