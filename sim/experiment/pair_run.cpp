#include "sim/experiment/pair_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/lanes/operand_bytes.h"
#include "compiler/lanes/refused.h"
#include "compiler/search/rectangle_candidates.h"
#include "compiler/search/window_candidates.h"
#include "compiler/workload/reference.h"
#include "isa/base/error.h"
#include "sim/experiment/verification.h"

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

/// The best run of the depthwise layer among mappings whose output the pointwise layer reads.
LayerRun run_readable(machine::Machine& machine, const PairData& data, const isa::HardwareConfig& config,
                      compiler::SearchEffort effort, const std::function<void(int)>& simulated) {
  std::optional<LayerRun> best;
  for (const compiler::PairMapping& mapping : pair_mappings(data.pair, config)) {
    if (mapping.transposition) continue;
    const MappingRequest request{mapping.first.name, mapping.first, ""};
    LayerRun run = run_layer(machine, data.depthwise, request, config, effort, simulated);
    const bool better = best && run.compiled && (!best->compiled || run.row.record.cycles < best->row.record.cycles);
    if (!best || better) best = std::move(run);
  }
  if (best) return *std::move(best);
  LayerRun none;
  none.row.error = "no mapping leaves an output that the pointwise layer reads";
  return none;
}

/// A row of a fused pair, with what names it.
PairRow fused_row(const PairData& data, const std::string& mapping, const isa::HardwareConfig& config) {
  PairRow row;
  row.pair = data.pair.name();
  row.hardware = config;
  row.fused = true;
  row.depthwise = mapping;
  row.pointwise = "direct";
  return row;
}

/// A request for the pair with its depthwise layer mapped so, by a name or a mapping.
template <typename First>
PairRequest request_by(const std::string& name, const First& first, const PairData& data,
                       const isa::HardwareConfig& config) {
  PairRequest request{name, std::nullopt, ""};
  try {
    request.mapping = make_pair_mapping(first, data.pair, config);
  } catch (const compiler::Refused& error) {
    request.error = error.what();
  }
  return request;
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

PairRequest request_pair(const std::string& name, const PairData& data, const isa::HardwareConfig& config) {
  return request_by(name, name, data, config);
}

std::vector<PairRequest> fused_requests(const PairData& data, const isa::HardwareConfig& config,
                                        compiler::SearchEffort effort) {
  std::vector<PairRequest> requests;
  for (compiler::PairMapping& mapping : pair_mappings(data.pair, config)) {
    std::string name = mapping.first.name;
    requests.push_back({std::move(name), std::move(mapping), ""});
  }
  constexpr std::size_t kQuick = 2;
  constexpr std::size_t kFull = 12;
  const int alu_passes = 1 + static_cast<int>(data.depthwise.passes.size());
  const std::size_t count = effort == compiler::SearchEffort::quick ? kQuick : kFull;
  for (const compiler::RankedMapping& pair : rectangle_candidates(data.pair.depthwise, config, alu_passes, count)) {
    PairRequest request = request_by(pair.mapping.name, pair.mapping, data, config);
    // Of those whose vectors hold one pixel none does better than the named ones.
    if (!request.mapping || request.mapping->transposition) requests.push_back(std::move(request));
  }
  for (const compiler::RankedMapping& one :
       window_candidates(data.pair.depthwise, config, alu_passes, count, compiler::WindowDeals::parts)) {
    PairRequest request = request_by(one.mapping.name, one.mapping, data, config);
    if (request.mapping) requests.push_back(std::move(request));
  }
  return requests;
}

PairRun run_apart(machine::Machine& machine, const PairData& data, bool any_layout, const isa::HardwareConfig& config,
                  compiler::SearchEffort effort, const std::function<void(int)>& simulated) {
  PairRun pair;
  PairRow& row = pair.row;
  row.pair = data.pair.name();
  row.hardware = config;
  LayerRun first = any_layout ? run_layer(machine, data.depthwise, request_any(), config, effort, simulated)
                              : run_readable(machine, data, config, effort, simulated);
  LayerRun second = run_layer(machine, data.pointwise, request_any(), config, effort, simulated);
  row.depthwise = first.row.mapping;
  row.pointwise = second.row.mapping;
  row.packed_bytes = first.row.stats.packed_bytes;
  if (first.compiled && second.compiled) {
    // What the host packs for the pointwise layer's own mapping is counted there already.
    const bool converted = !fits_as_it_is(first.compiled->mapping, data, config) || second.row.stats.packed_bytes > 0;
    row.converted_bytes = converted ? activation_bytes(second.compiled->mapping.nest, config) : 0;
  }
  row.verified = first.row.verified && second.row.verified;
  add(std::move(first), pair);
  add(std::move(second), pair);
  return pair;
}

PairRun run_fused(machine::Machine& machine, const PairData& data, const PairRequest& request,
                  const isa::HardwareConfig& config, compiler::SearchEffort effort,
                  const std::function<void(int)>& simulated) {
  PairRun pair;
  pair.row = fused_row(data, request.name, config);
  PairRow& row = pair.row;
  row.error = request.error;
  if (!request.mapping) return pair;
  const compiler::PairMapping& mapping = *request.mapping;
  row.transposed = mapping.transposition.has_value();
  try {
    const compiler::PairPasses passes = passes_of(data);
    const compiler::PairSearchResult found =
        search_pair(mapping, passes, config, effort, make_evaluator(machine, config, simulated));
    row.plan = found.plan;
    row.simulated = found.simulated;
    const compiler::PairTensors tensors{data.depthwise.tensors, data.pointwise.tensors, data.pointwise.reference};
    const compiler::CompiledPair compiled = compile_pair(mapping, found.plan, passes, tensors, config);
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
  struct Candidate {
    PairRequest request;
    std::int64_t least = 0;
  };
  std::vector<Candidate> candidates;
  for (PairRequest& request : fused_requests(data, config, effort)) {
    if (!request.mapping) continue;
    const std::int64_t least = least_pair_cycles(*request.mapping, passes_of(data), config);
    candidates.push_back({std::move(request), least});
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.least < b.least; });
  std::optional<PairRun> best;
  for (const auto& [request, least] : candidates) {
    const bool found = best && best->row.error.empty();
    if (found && least >= best->row.cycles) break;
    PairRun run = run_fused(machine, data, request, config, effort, simulated);
    if (!found || (run.row.error.empty() && run.row.cycles < best->row.cycles)) best = std::move(run);
  }
  if (best) return *std::move(best);
  PairRun none;
  none.row = fused_row(data, kAutoMapping, config);
  none.row.error = "no mapping takes the pair";
  return none;
}

}  // namespace vtasim::experiment
