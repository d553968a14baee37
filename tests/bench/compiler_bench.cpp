// Speed of a search: what a candidate costs, step by step, and what goes before the first of them.
//
//   bench_compiler [--benchmark_...]

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <systemc>
#include <utility>
#include <vector>

#include "compiler/codegen/dram_bases.h"
#include "compiler/codegen/lower.h"
#include "compiler/codegen/tokens.h"
#include "compiler/epilogue/requantization.h"
#include "compiler/graph/network_file.h"
#include "compiler/mappings/registry.h"
#include "compiler/program/build_program.h"
#include "compiler/search/estimate.h"
#include "compiler/search/least_estimate.h"
#include "compiler/search/search.h"
#include "compiler/search/search_mappings.h"
#include "compiler/workload/network.h"
#include "compiler/workload/reference.h"
#include "isa/accesses.h"
#include "isa/instruction_stream.h"
#include "sim/machine/machine.h"

namespace vtasim::compiler {
namespace {

machine::Machine* the_machine = nullptr;

std::int64_t simulated_cycles(const isa::HardwareConfig& config, const isa::Program& program) {
  machine::RunOptions timing_only;
  timing_only.values = false;
  const machine::RunResult run = the_machine->run(config, program, timing_only);
  return run.record.finished ? run.record.cycles : std::numeric_limits<std::int64_t>::max() / 2;
}

/// A layer of MobileNetV1 by a mapping, with the plan that its search finds: what candidates are like.
struct Sample {
  isa::HardwareConfig config;
  Layer layer;
  LayerTensors tensors;
  std::vector<AluPass> passes;
  Mapping mapping;
  TilingPlan plan;

  Sample(const std::string& name, const std::string& mapping_name, const std::string& hardware)
      : config(isa::find_hardware_config(hardware)),
        layer(select_layers(find_network("mobilenet-v1"), {name}).layers.at(0)),
        tensors(random_tensors(layer)),
        passes(requantization_passes(layer, tensors)),
        mapping(make_mapping(mapping_name, layer, config)),
        plan(search().plan) {}

  SearchResult search() const {
    return search_tiling(layer, mapping, passes, config, SearchEffort::quick,
                         [this](const isa::Program& program) { return simulated_cycles(config, program); });
  }
  int alu_passes() const { return 1 + static_cast<int>(passes.size()); }
  Tiling tiling() const { return tiling_of(mapping.nest, plan); }
  BuiltProgram build() const { return build_program(layer, mapping, tiling(), passes, config); }
};

benchmark::Counter nanoseconds_each(const benchmark::State& state, std::size_t count) {
  return {static_cast<double>(count) * static_cast<double>(state.iterations()) * 1e-9,
          benchmark::Counter::kIsRate | benchmark::Counter::kInvert};
}

/// What a plan comes to at least, which rules most of them out.
void least(benchmark::State& state, const Sample& sample) {
  LeastEstimate least_estimate(sample.mapping.nest, sample.config, sample.alu_passes());
  for (auto _ : state) benchmark::DoNotOptimize(least_estimate.of(sample.plan));
}

/// The estimate of a plan that is not ruled out, its tiles included.
void estimate(benchmark::State& state, const Sample& sample) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(estimate_cycles(sample.mapping.nest, sample.tiling(), sample.config, sample.alu_passes()));
  }
}

/// A plan's instructions and micro-ops, before its tokens.
void lowering(benchmark::State& state, const Sample& sample) {
  std::size_t instructions = 0;
  for (auto _ : state) {
    const UopTable sequence = lower(sample.mapping.nest, sample.tiling(), sample.config, sample.passes, {});
    instructions = sequence.place(0).size();
  }
  state.counters["ns/insn"] = nanoseconds_each(state, instructions);
}

/// Those of a program that has them, which are put in again.
void tokens(benchmark::State& state, const Sample& sample) {
  const BuiltProgram built = sample.build();
  const std::vector<isa::Instruction> instructions = instructions_of(built.program);
  for (auto _ : state) {
    benchmark::DoNotOptimize(insert_tokens(instructions, sample.config, built.program.regions));
  }
  state.counters["ns/insn"] = nanoseconds_each(state, instructions.size());
}

/// What instructions touch, which is a part of the tokens.
void accesses(benchmark::State& state, const Sample& sample) {
  const BuiltProgram built = sample.build();
  const std::vector<isa::Instruction> instructions = instructions_of(built.program);
  isa::ArchState scratchpads(sample.config);
  scratchpads.dram = built.program.image();
  isa::execute(instructions.front(), sample.config, scratchpads);  // The LOAD of all micro-ops.
  isa::Accesses found;
  for (auto _ : state) {
    for (const isa::Instruction& instruction : instructions) {
      find_accesses(instruction, sample.config, scratchpads.uop, found);
      benchmark::DoNotOptimize(found);
    }
  }
  state.counters["ns/insn"] = nanoseconds_each(state, instructions.size());
}

/// From a plan to its program: tiles, lowering, tokens, bytes.
void build(benchmark::State& state, const Sample& sample) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(sample.build());
  }
}

void simulate(benchmark::State& state, const Sample& sample) {
  const BuiltProgram built = sample.build();
  for (auto _ : state) benchmark::DoNotOptimize(simulated_cycles(sample.config, built.program));
  state.counters["ns/insn"] = nanoseconds_each(state, built.program.insn_count);
}

/// All of a mapping's search.
void search(benchmark::State& state, const Sample& sample) {
  SearchResult result;
  for (auto _ : state) result = sample.search();
  state.counters["considered"] = result.considered;
  state.counters["simulated"] = result.simulated;
}

/// The mappings of the layer that a search by `auto` goes through.
void candidates(benchmark::State& state, const Sample& sample) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(mapping_candidates(sample.layer, sample.config, sample.alu_passes(), SearchEffort::quick));
  }
}

/// The plain loops that a layer's values are held against.
void reference(benchmark::State& state, const Sample& sample) {
  for (auto _ : state) benchmark::DoNotOptimize(reference_output(sample.layer, sample.tensors));
  state.counters["ns/mac"] = nanoseconds_each(state, static_cast<std::size_t>(sample.layer.macs()));
}

void register_all() {
  const struct {
    const char* layer;
    const char* mapping;
    const char* hardware;
  } samples[] = {{"dw7", "diagonal", "b16-bus64"}, {"dw7", "swapped", "b16-bus512"}, {"pw7", "direct", "b16-bus64"}};
  for (const auto& [layer, mapping, hardware] : samples) {
    const auto sample = std::make_shared<Sample>(layer, mapping, hardware);
    const std::string of = fmt::format("{}/{}/{}", layer, mapping, hardware);
    const auto add = [&](const char* what, void (*measure)(benchmark::State&, const Sample&)) {
      benchmark::RegisterBenchmark(fmt::format("{}/{}", what, of).c_str(), [sample, measure](benchmark::State& state) {
        measure(state, *sample);
      })->Unit(benchmark::kMicrosecond);
    };
    add("least", least);
    add("estimate", estimate);
    add("lowering", lowering);
    add("accesses", accesses);
    add("tokens", tokens);
    add("build", build);
    add("simulate", simulate);
    add("search", search);
    add("candidates", candidates);
    add("reference", reference);
  }
}

}  // namespace
}  // namespace vtasim::compiler

int sc_main(int argc, char* argv[]) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  vtasim::machine::Machine machine;
  vtasim::compiler::the_machine = &machine;
  vtasim::compiler::register_all();
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
