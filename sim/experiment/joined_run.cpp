#include "sim/experiment/joined_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "compiler/program/join_programs.h"
#include "isa/instruction_stream.h"
#include "sim/experiment/placed_network.h"

namespace vtasim::experiment {
namespace {

using compiler::NetworkPlan;

/// When the last instruction of each piece of a program ended, of a run that finished. `ends` are one past the pieces'
/// last instructions.
std::vector<std::int64_t> last_cycles(const isa::Program& program, const std::vector<std::size_t>& ends,
                                      const isa::RunRecord& record) {
  std::vector<std::int64_t> last(ends.size(), 0);
  std::array<std::size_t, isa::kModuleCount> next{};  // Of each module's instructions.
  std::size_t piece = 0;
  isa::for_each_instruction(program, [&](std::size_t i, const isa::Instruction& instruction) {
    while (i >= ends[piece]) ++piece;
    const auto module = static_cast<std::size_t>(module_of(instruction));
    const isa::InsnTiming& timing = record.timing[module][next[module]++];
    last[piece] = std::max(last[piece], timing[2]);
  });
  return last;
}

/// Runs a plan's programs joined.
class Joined {
 public:
  Joined(machine::Machine& machine, const NetworkData& data, const compiler::NetworkWays& ways, const NetworkPlan& plan,
         const isa::HardwareConfig& config, const std::function<void(const isa::Case&)>& emit)
      : machine_(machine),
        graph_(data.graph),
        plan_(plan),
        config_(config),
        emit_(emit),
        network_(data, ways, plan, config) {}

  JoinedRun run(const std::function<void(std::size_t)>& progress) {
    std::size_t step = 0;
    while (step < plan_.steps.size() && result_.problem.empty()) {
      progress(step);
      if (network_.program(step) == nullptr) {
        network_.do_on_host(step);
        result_.problem = network_.wrong_values(plan_.steps[step].writes);
        ++step;
        continue;
      }
      std::size_t end = step;
      while (end < plan_.steps.size() && network_.program(end) != nullptr) ++end;
      run_steps(step, end);
      step = end;
    }
    if (result_.problem.empty()) result_.problem = network_.wrong_programs();
    result_.verified = result_.problem.empty();
    result_.dram_bytes = network_.dram_bytes();
    return std::move(result_);
  }

 private:
  void run_steps(std::size_t begin, std::size_t end) {
    const compiler::JoinedProgram joined = join(begin, end);
    const isa::Program& program = joined.program;
    network_.add(program);
    if (emit_) emit_(network_.case_of(program, read_from_outside(begin, end), left_whole(begin, end)));
    JoinedProgramRun& run = result_.programs.emplace_back();
    run.name = program.name;
    run.instructions = program.insn_count;
    static_cast<ProgramRun&>(run) = network_.launch(machine_, program);
    result_.problem = run.problem;
    if (!result_.problem.empty()) return;
    std::vector<std::int64_t> last = last_cycles(program, joined.ends, run.record);
    last.back() = run.record.cycles;
    std::int64_t before = 0;
    for (std::size_t s = begin; s < end; ++s) {
      const std::int64_t ended = std::max(before, last[s - begin]);
      run.steps.push_back({s, ended - before, whole(s, end)});
      before = ended;
    }
    for (const std::size_t array : left_whole(begin, end)) {
      if (result_.problem.empty()) result_.problem = network_.wrong_values(array);
    }
  }

  /// Steps as one program, called after the first and the last.
  compiler::JoinedProgram join(std::size_t begin, std::size_t end) const {
    std::vector<const isa::Program*> programs;
    for (std::size_t s = begin; s < end; ++s) programs.push_back(&network_.program(s)->program);
    const std::string name = fmt::format("{}-{}-to-{}", graph_.name, step_name(graph_, plan_, plan_.steps[begin]),
                                         step_name(graph_, plan_, plan_.steps[end - 1]));
    return compiler::join_programs(programs, name, config_, network_.dram_bytes());
  }

  /// Arrays that steps read and none of them has written before.
  std::vector<std::size_t> read_from_outside(std::size_t begin, std::size_t end) const {
    std::vector<std::size_t> arrays;
    std::vector<bool> written(plan_.arrays.size());
    for (std::size_t s = begin; s < end; ++s) {
      for (const std::size_t array : plan_.steps[s].reads) {
        const auto is_read = [&](std::size_t other) { return other == array; };
        if (!written[array] && std::none_of(arrays.begin(), arrays.end(), is_read)) arrays.push_back(array);
      }
      written[plan_.steps[s].writes] = true;
    }
    return arrays;
  }

  /// Whether what a step writes is still there before step `end`.
  bool whole(std::size_t step, std::size_t end) const {
    const auto bytes_of = [&](std::size_t s) {
      const std::size_t array = plan_.steps[s].writes;
      const std::uint64_t address = plan_.dram.addresses[array];
      return std::pair{address, address + static_cast<std::uint64_t>(plan_.arrays[array].layout.bytes())};
    };
    const auto [begin_of_step, end_of_step] = bytes_of(step);
    for (std::size_t later = step + 1; later < end; ++later) {
      const auto [begin_of_later, end_of_later] = bytes_of(later);
      if (begin_of_step < end_of_later && begin_of_later < end_of_step) return false;
    }
    return true;
  }

  std::vector<std::size_t> left_whole(std::size_t begin, std::size_t end) const {
    std::vector<std::size_t> arrays;
    for (std::size_t s = begin; s < end; ++s) {
      if (whole(s, end)) arrays.push_back(plan_.steps[s].writes);
    }
    return arrays;
  }

  machine::Machine& machine_;
  const compiler::Graph& graph_;
  const NetworkPlan& plan_;
  const isa::HardwareConfig& config_;
  const std::function<void(const isa::Case&)>& emit_;
  PlacedNetwork network_;
  JoinedRun result_;
};

}  // namespace

std::int64_t JoinedRun::cycles() const {
  std::int64_t all = 0;
  for (const JoinedProgramRun& program : programs) all += std::max<std::int64_t>(0, program.record.cycles);
  return all;
}

JoinedRun run_joined(machine::Machine& machine, const NetworkData& data, const compiler::NetworkWays& ways,
                     const NetworkPlan& plan, const isa::HardwareConfig& config,
                     const std::function<void(const isa::Case&)>& emit,
                     const std::function<void(std::size_t)>& progress) {
  return Joined(machine, data, ways, plan, config, emit).run(progress);
}

}  // namespace vtasim::experiment
