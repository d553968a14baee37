#include "sim/experiment/network_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/experiment/placed_network.h"

namespace vtasim::experiment {
std::int64_t NetworkRun::cycles() const {
  std::int64_t all = 0;
  for (const StepRun& step : steps) all += std::max<std::int64_t>(0, step.record.cycles);
  return all;
}

NetworkRun run_network(machine::Machine& machine, const NetworkData& data, const compiler::NetworkWays& ways,
                       const compiler::NetworkPlan& plan, const isa::HardwareConfig& config,
                       const std::function<void(const isa::Case&)>& emit,
                       const std::function<void(std::size_t)>& progress) {
  PlacedNetwork network(data, ways, plan, config);
  NetworkRun result;
  result.program_bytes = network.program_bytes();
  result.dram_bytes = network.dram_bytes();
  for (std::size_t s = 0; s < plan.steps.size(); ++s) {
    progress(s);
    const compiler::PlannedStep& step = plan.steps[s];
    StepRun& run = result.steps.emplace_back();
    if (const compiler::BuiltProgram* built = network.program(s)) {
      if (emit) emit(network.case_of(built->program, step.reads, {step.writes}));
      static_cast<ProgramRun&>(run) = network.launch(machine, built->program);
      run.stats = built->stats;
      if (run.problem.empty() && run.record.cycles != step.cycles) {
        run.problem = fmt::format("it took {} cycles, and the plan was made with {}", run.record.cycles, step.cycles);
      }
    } else {
      network.do_on_host(s);
    }
    if (run.problem.empty()) run.problem = network.wrong_values(step.writes);
    run.verified = run.problem.empty();
    if (!run.verified) {
      result.problem = fmt::format("step {}: {}", s + 1, run.problem);
      return result;
    }
  }
  result.problem = network.wrong_programs();
  result.verified = result.problem.empty();
  return result;
}

}  // namespace vtasim::experiment
