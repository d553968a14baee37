// Speed of the machine: simulated cycles a second on recorded suites, and the cost of what a run is made of.
//
//   bench_machine [CASES.jsonl...] [--benchmark_...]
//
// Without case files, the recorded layers, streams and deep suites of three configurations. Each is measured with
// values, for its timing alone, and so with a CauseObserver: what it takes to find the cause of every cycle. "lives" is
// what is live of the scratchpads, which is found without the machine.

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "isa/case_file.h"
#include "isa/lives.h"
#include "isa/program.h"
#include "sim/machine/machine.h"
#include "sim/observe/cause_observer.h"
#include "tests/support/program_builder.h"

namespace vtasim::machine {
namespace {

Machine* the_machine = nullptr;

/// How a program is run.
struct Way {
  const char* name;
  bool values;
  bool causes;
};
constexpr Way kWays[] = {
    {"values", true, false}, {"values-causes", true, true}, {"timing", false, false}, {"timing-causes", false, true}};

RunOptions options_of(const Way& way) {
  static CauseObserver causes;
  RunOptions options;
  options.values = way.values;
  if (way.causes) options.observer = &causes;
  return options;
}

void run(benchmark::State& state, const isa::HardwareConfig& config, const isa::Program& program, const Way& way,
         double units, const char* unit) {
  const RunOptions options = options_of(way);
  std::int64_t cycles = 0;
  for (auto _ : state) {
    const RunResult result = the_machine->run(config, program, options);
    if (!result.problem.empty()) state.SkipWithError(result.problem.c_str());
    cycles += result.record.cycles;
  }
  state.counters["cycles/s"] = benchmark::Counter(static_cast<double>(cycles), benchmark::Counter::kIsRate);
  state.counters[unit] = benchmark::Counter(units * static_cast<double>(state.iterations()) * 1e-9,
                                            benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

/// 64 LOADs of 30 acc vectors each, every vector a burst of its own.
void per_burst(benchmark::State& state, const isa::HardwareConfig& config, const Way& way) {
  const std::vector<isa::Instruction> program(64, load(isa::Buffer::acc, 30, 1, 64));
  run(state, config, program_of(program, 1U << 20), way, 64 * 30, "ns/burst");
}

/// Token-only instructions, a chain over the three modules.
void per_instruction(benchmark::State& state, const isa::HardwareConfig& config, const Way& way) {
  std::vector<isa::Instruction> program;
  for (int i = 0; i < 1000; ++i) {
    isa::Load l = load(isa::Buffer::inp, 0, 0, 0);
    l.deps.push_next = 1;
    program.emplace_back(l);
    isa::Load c = load(isa::Buffer::acc, 0, 0, 0);
    c.deps.pop_prev = 1;
    c.deps.push_next = 1;
    program.emplace_back(c);
    isa::Store s;
    s.deps.pop_prev = 1;
    program.emplace_back(s);
  }
  run(state, config, program_of(program, 0), way, 3000, "ns/insn");
}

/// 100 GEMMs of these micro-ops over 14 x 14 vectors; the factors of inp and wgt are `gemm`'s.
void per_gemm(benchmark::State& state, const isa::HardwareConfig& config, const Way& way, isa::Gemm gemm,
              const std::vector<isa::Uop>& uops) {
  const auto count = static_cast<std::uint32_t>(uops.size());
  gemm.uop_end = count;
  gemm.iter_out = 14;
  gemm.iter_in = 14;
  gemm.acc_factor_out = 14;
  gemm.acc_factor_in = 1;
  std::vector<isa::Instruction> program;
  program.emplace_back(load(isa::Buffer::uop, 1, count, count));
  program.insert(program.end(), 100, gemm);
  isa::Program p = program_of(program, 4096);
  p.regions.push_back(uop_region(0, uops));
  run(state, config, p, way, 100.0 * count * 14 * 14, "ns/op");
}

/// Of 9 micro-ops, as a depthwise tile has them.
void per_gemm_operation(benchmark::State& state, const isa::HardwareConfig& config, const Way& way) {
  isa::Gemm gemm;
  gemm.inp_factor_out = 16;
  gemm.inp_factor_in = 1;
  std::vector<isa::Uop> uops;
  for (std::uint32_t tap = 0; tap < 9; ++tap) uops.push_back({0, tap / 3 * 16 + tap % 3, tap});
  per_gemm(state, config, way, gemm, uops);
}

/// Of 9 micro-ops, as a pointwise tile of few positions has them: a tile for each operation.
void per_gemm_tile(benchmark::State& state, const isa::HardwareConfig& config, const Way& way) {
  isa::Gemm gemm;
  gemm.wgt_factor_out = 16;
  gemm.wgt_factor_in = 1;
  std::vector<isa::Uop> uops;
  for (std::uint32_t tap = 0; tap < 9; ++tap) uops.push_back({0, tap, tap});
  per_gemm(state, config, way, gemm, uops);
}

/// SHR, MIN and MAX with immediates over 196 vectors, by one loop or by two.
void per_alu_vector(benchmark::State& state, const isa::HardwareConfig& config, const Way& way, bool one_loop) {
  std::vector<isa::Instruction> program;
  program.emplace_back(load(isa::Buffer::uop, 1, 1, 1));
  for (int i = 0; i < 100; ++i) {
    for (const isa::AluOp op : {isa::AluOp::shr, isa::AluOp::min, isa::AluOp::max}) {
      isa::Alu alu;
      alu.uop_end = 1;
      alu.iter_out = one_loop ? 196 : 14;
      alu.iter_in = one_loop ? 1 : 14;
      alu.dst_factor_out = alu.src_factor_out = one_loop ? 1 : 16;
      alu.dst_factor_in = alu.src_factor_in = one_loop ? 0 : 1;
      alu.op = static_cast<std::uint32_t>(op);
      alu.use_imm = 1;
      alu.imm = 5;
      program.emplace_back(alu);
    }
  }
  run(state, config, program_of(program, 4096), way, 300 * 14 * 14, "ns/vector");
}

void per_alu_vector_of_one_loop(benchmark::State& state, const isa::HardwareConfig& config, const Way& way) {
  per_alu_vector(state, config, way, true);
}

void per_alu_vector_of_two_loops(benchmark::State& state, const isa::HardwareConfig& config, const Way& way) {
  per_alu_vector(state, config, way, false);
}

/// All cases of a suite, one after the other.
void suite(benchmark::State& state, const std::vector<std::pair<isa::HardwareConfig, isa::Case>>& cases,
           const Way& way) {
  const RunOptions options = options_of(way);
  std::int64_t cycles = 0;
  for (auto _ : state) {
    for (const auto& [config, c] : cases) {
      const RunResult result = the_machine->run(config, c.program, options);
      cycles += result.record.cycles;
    }
  }
  state.counters["cycles/s"] = benchmark::Counter(static_cast<double>(cycles), benchmark::Counter::kIsRate);
}

/// What is live of the scratchpads, of all programs of a suite.
void lives(benchmark::State& state, const std::vector<std::pair<isa::HardwareConfig, isa::Case>>& cases) {
  double instructions = 0;
  for (auto _ : state) {
    for (const auto& [config, c] : cases) {
      instructions += static_cast<double>(isa::lives_of(c.program, config).size());
    }
  }
  state.counters["ns/insn"] =
      benchmark::Counter(instructions * 1e-9, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void register_all(const std::vector<std::string>& files) {
  for (const Way& way : kWays) {
    for (const std::string& file : files) {
      const std::filesystem::path path(file);
      std::vector<std::pair<isa::HardwareConfig, isa::Case>> cases;
      for (isa::Case& c : isa::read_cases(path)) {
        if (c.rtl && !c.rtl->finished) continue;
        isa::HardwareConfig config = isa::find_hardware_config(c.program.config);
        cases.emplace_back(std::move(config), std::move(c));
      }
      const auto name_of = [&](const char* what) {
        return fmt::format("suite/{}/{}/{}", path.parent_path().filename().string(), path.stem().string(), what);
      };
      benchmark::RegisterBenchmark(name_of(way.name).c_str(), [cases, way](benchmark::State& state) {
        suite(state, cases, way);
      })->Unit(benchmark::kMillisecond);
      if (way.values || way.causes) continue;  // Once for all ways.
      benchmark::RegisterBenchmark(name_of("lives").c_str(), [cases](benchmark::State& state) {
        lives(state, cases);
      })->Unit(benchmark::kMillisecond);
    }
    for (const char* name : {"b16-bus64", "b16-bus512", "b32-bus64"}) {
      const isa::HardwareConfig config = isa::find_hardware_config(name);
      const auto add = [&](const char* what, void (*f)(benchmark::State&, const isa::HardwareConfig&, const Way&)) {
        benchmark::RegisterBenchmark(fmt::format("{}/{}/{}", what, name, way.name).c_str(),
                                     [config, way, f](benchmark::State& state) { f(state, config, way); })
            ->Unit(benchmark::kMicrosecond);
      };
      add("burst", per_burst);
      add("instruction", per_instruction);
      add("gemm", per_gemm_operation);
      add("gemm_tiles", per_gemm_tile);
      add("alu", per_alu_vector_of_one_loop);
      add("alu_loops", per_alu_vector_of_two_loops);
    }
  }
}

}  // namespace
}  // namespace vtasim::machine

int sc_main(int argc, char* argv[]) {
  benchmark::Initialize(&argc, argv);
  std::vector<std::string> files(argv + 1, argv + argc);
  if (files.empty()) {
    for (const char* config : {"b16-bus64", "b16-bus512", "b32-bus64"}) {
      for (const char* suite : {"layers", "streams", "deep"}) {
        files.push_back(fmt::format("{}/golden/{}/{}.jsonl", VTASIM_TESTS, config, suite));
      }
    }
  }
  vtasim::machine::Machine machine;
  vtasim::machine::the_machine = &machine;
  try {
    vtasim::machine::register_all(files);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_machine: error: {}\n", error.what());
    return 2;
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
