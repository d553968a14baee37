#include "sim/check/run_entry.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "isa/base/error.h"
#include "isa/base/text.h"
#include "isa/case_file.h"
#include "sim/experiment/layer_run.h"
#include "sim/experiment/network_run.h"
#include "sim/experiment/planned_network.h"
#include "sim/experiment/run_difference.h"
#include "sim/observe/cause_observer.h"

namespace vtasim::check {
namespace {

std::int64_t sum(const std::array<std::int64_t, isa::kBufferCount + 1>& counts) {
  std::int64_t total = 0;
  for (const std::int64_t count : counts) total += count;
  return total;
}

/// Adds what a program's run did; the waits must be there.
void add_run(const machine::Counters& counters, const machine::CauseTotals& causes, const isa::HardwareConfig& hardware,
             Measurement& measurement) {
  measurement.read_bytes += sum(counters.read_beats) * hardware.bus_bytes;
  measurement.written_bytes += counters.write_beats * hardware.bus_bytes;
  measurement.gemm_cycles += counters.gemm_ops;
  measurement.alu_cycles += counters.alu_cycles();
  const UsedCycles used = used_cycles(counters);
  for (std::size_t i = 0; i < kCycleUseCount; ++i) measurement.used[i] += used[i];
  const MemoryWaits waits = memory_waits(causes);
  for (std::size_t m = 0; m < isa::kModuleCount; ++m) {
    (*measurement.waits)[m].delay += waits[m].delay;
    (*measurement.waits)[m].bus += waits[m].bus;
  }
}

/// Everything but the values.
Measurement take(const isa::HardwareConfig& hardware, const isa::Program& program, const isa::RunRecord& record,
                 const machine::Counters& counters, const machine::CauseTotals& causes) {
  Measurement measurement;
  measurement.waits.emplace();
  if (record.finished) measurement.cycles = record.cycles;
  add_run(counters, causes, hardware, measurement);
  measurement.insn_count = program.insn_count;
  measurement.fingerprint.configuration = hash_of(configuration_contents(hardware).dump());
  add_program(measurement.fingerprint, program);
  return measurement;
}

Measurement measure_layer(const SuiteRow& row, const experiment::Laboratory& laboratory) {
  const auto request = row.schedule ? request_scheduled(*row.schedule, *row.layer, row.hardware)
                                    : experiment::request_mapping(row.mapping, *row.layer, row.hardware);
  if (!request.error.empty()) throw Error(request.error);
  const experiment::LayerData data = experiment::make_layer_data(*row.layer, row.seed);
  const experiment::LayerRun run = run_layer(laboratory, data, request, row.hardware, row.search, [](int) {});
  if (!run.compiled) throw Error(run.row.error.empty() ? run.row.problem : run.row.error);
  Measurement measurement = take(row.hardware, run.compiled->program, run.row.record, run.row.counters, run.row.causes);
  measurement.mapping = run.compiled->mapping.name;
  measurement.fingerprint.search = to_string(row.search);
  measurement.fingerprint.layer = hash_of(layer_contents(*row.layer, row.seed, row.schedule.get()).dump());
  measurement.problem = run.row.record.finished ? run.row.problem : "does not finish: " + run.row.problem;
  measurement.verified = run.row.verified;
  return measurement;
}

/// What a case's run has to do with its file: end as recorded, and leave the outputs. Its recorded cycles are those of
/// the hardware; here the baseline's count.
std::string case_problem(const isa::Case& expected, const machine::RunResult& run, const isa::DramImage& dram) {
  const bool should_finish = !expected.rtl || expected.rtl->finished;
  if (should_finish && !run.record.finished) return "does not finish: " + run.problem;
  if (!should_finish && run.record.finished) return "finishes; the recorded run does not";
  const auto byte = experiment::first_output_difference(expected.outputs, dram);
  if (!byte) return "";
  return fmt::format("output byte at address {:#x} is {:#04x}, expected {:#04x}", byte->address, byte->got,
                     byte->expected);
}

Measurement measure_case(const SuiteRow& row, machine::Machine& machine) {
  const isa::Case& expected = *row.recorded;
  machine::CauseObserver causes;
  machine::RunOptions options;
  options.observer = &causes;
  const machine::RunResult run = machine.run(row.hardware, expected.program, options);
  Measurement measurement = take(row.hardware, expected.program, run.record, run.counters, causes.totals());
  measurement.problem = case_problem(expected, run, machine.dram());
  const bool ends_otherwise = expected.rtl && !expected.rtl->finished;
  if (!measurement.problem.empty() || ends_otherwise || !expected.outputs.empty()) {
    measurement.verified = measurement.problem.empty();
  }
  return measurement;
}

/// A network, planned and run as one.
Measurement measure_network(const SuiteRow& row, const experiment::Laboratory& laboratory) {
  const experiment::NetworkData data = experiment::make_network_data(*row.graph, row.seed);
  experiment::WaysRequest request;
  request.effort = row.search;
  request.rules = experiment::planning_rules(request.host);
  request.rules.objective = row.objective;
  request.rules.host_between = row.host_between;
  const auto silent = [](const std::string&, std::size_t, std::size_t) {};
  const auto [ways, plan, error] = plan_with_search(laboratory, data, row.hardware, request, silent);
  if (!plan) throw Error(error);
  Measurement measurement;
  measurement.waits.emplace();
  std::array<std::string, 3> hashes;  // Of all programs, one after the other.
  const auto take_program = [&](const isa::Case& program) {
    Fingerprint one;
    add_program(one, program.program);
    hashes[0] += one.instructions;
    hashes[1] += one.tokens;
    hashes[2] += one.data;
    measurement.insn_count += program.program.insn_count;
  };
  const experiment::NetworkRun run =
      run_network(laboratory.machine, data, ways, *plan, row.hardware, take_program, [](std::size_t) {});
  for (std::size_t s = 0; s < run.steps.size(); ++s) {
    const compiler::PlannedStep& step = plan->steps[s];
    if (program_of(ways, step) == nullptr) continue;
    add_run(run.steps[s].counters, run.steps[s].causes, row.hardware, measurement);
    measurement.steps.push_back(
        {step_name(data.graph, *plan, step), how_done(ways, *plan, step), run.steps[s].record.cycles});
  }
  if (run.steps.size() == plan->steps.size()) measurement.cycles = run.cycles();
  measurement.mapping = "planned";
  measurement.fingerprint.configuration = hash_of(configuration_contents(row.hardware).dump());
  measurement.fingerprint.search = to_string(row.search);
  measurement.fingerprint.layer =
      hash_of(network_contents(data.graph, row.seed, row.objective, row.host_between).dump());
  measurement.fingerprint.instructions = hash_of(hashes[0]);
  measurement.fingerprint.tokens = hash_of(hashes[1]);
  measurement.fingerprint.data = hash_of(hashes[2]);
  measurement.problem = run.problem;
  measurement.verified = run.verified;
  return measurement;
}

}  // namespace

Measurement run_entry(const SuiteRow& row, const experiment::Laboratory& laboratory) {
  Measurement measurement = row.recorded ? measure_case(row, laboratory.machine)
                            : row.graph  ? measure_network(row, laboratory)
                                         : measure_layer(row, laboratory);
  measurement.problem = one_line(measurement.problem);
  return measurement;
}

}  // namespace vtasim::check
