#include "sim/experiment/network_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/graph/reference_execution.h"
#include "compiler/layout/tensor_layout.h"
#include "sim/experiment/verification.h"
#include "sim/observe/cause_observer.h"

namespace vtasim::experiment {
namespace {

using compiler::NetworkPlan;
using compiler::NodeWay;
using compiler::PlannedArray;
using compiler::PlannedStep;
using compiler::Tensor8;

/// Runs a plan.
class Run {
 public:
  Run(machine::Machine& machine, const NetworkData& data, const std::vector<std::vector<NodeWay>>& ways,
      const NetworkPlan& plan, const isa::HardwareConfig& config, const std::function<void(const isa::Case&)>& emit)
      : machine_(machine), data_(data), ways_(ways), plan_(plan), config_(config), emit_(emit) {}

  NetworkRun run(const std::function<void(std::size_t)>& progress) {
    place_programs();
    write(0, data_.input);
    for (std::size_t s = 0; s < plan_.steps.size(); ++s) {
      progress(s);
      StepRun& step = result_.steps.emplace_back();
      do_step(s, step);
      step.verified = step.problem.empty();
      if (!step.verified) {
        result_.problem = fmt::format("step {}: {}", s + 1, step.problem);
        return std::move(result_);
      }
    }
    result_.problem = wrong_programs();
    result_.verified = result_.problem.empty();
    return std::move(result_);
  }

 private:
  /// Places all programs behind the tensors, and puts them into DRAM.
  void place_programs() {
    std::uint64_t end = std::max(plan_.dram.end, compiler::kFirstPage);
    const std::uint64_t begin = end;
    programs_.resize(plan_.steps.size());
    for (std::size_t s = 0; s < plan_.steps.size(); ++s) {
      const NodeWay* way = program_way_of(ways_, plan_.steps[s]);
      if (way == nullptr) continue;
      const PlannedStep& step = plan_.steps[s];
      compiler::Placement placement;
      placement.begin = end;
      placement.activation = plan_.dram.addresses[step.reads.front()];
      if (step.reads.size() > 1) placement.residual = plan_.dram.addresses[step.reads[1]];
      placement.output = plan_.dram.addresses[step.writes];
      programs_[s] = way->program->place(placement);
      end = programs_[s]->program.dram_bytes;
    }
    result_.program_bytes = static_cast<std::int64_t>(end - begin);
    result_.dram_bytes = end;
    dram_ = isa::DramImage(end);
    for (const auto& built : programs_) {
      if (!built) continue;
      for (const isa::Region& region : built->program.regions) {
        std::copy(region.bytes.begin(), region.bytes.end(), dram_.begin() + region.address);
      }
    }
  }

  void write(std::size_t array, const Tensor8& tensor) {
    const std::vector<std::uint8_t> bytes = laid_out(tensor, plan_.arrays[array].layout);
    std::copy(bytes.begin(), bytes.end(), dram_.begin() + plan_.dram.addresses[array]);
  }

  Tensor8 read(std::size_t array) const {
    const PlannedArray& planned = plan_.arrays[array];
    return taken_out(data_.graph.tensors[planned.tensor].shape, planned.layout,
                     dram_.data() + plan_.dram.addresses[array]);
  }

  void do_step(std::size_t s, StepRun& run) {
    const PlannedStep& step = plan_.steps[s];
    if (programs_[s]) {
      run_program(s, run);
    } else if (step.node) {
      std::vector<Tensor8> inputs;
      for (const std::size_t array : step.reads) inputs.push_back(read(array));
      std::vector<const Tensor8*> pointers;
      for (const Tensor8& input : inputs) pointers.push_back(&input);
      write(step.writes, reference_output(data_.graph, *step.node, data_.filters[*step.node], pointers));
    } else {
      write(step.writes, read(step.reads.front()));
    }
    if (run.problem.empty()) run.problem = wrong_values(step.writes);
  }

  void run_program(std::size_t s, StepRun& run) {
    const PlannedStep& step = plan_.steps[s];
    const isa::Program& program = programs_[s]->program;
    run.stats = programs_[s]->stats;
    if (emit_) emit_(case_of_step(step, program));
    machine::CauseObserver causes;
    machine::RunOptions options;
    options.observer = &causes;
    options.dram = &dram_;
    machine::RunResult result = machine_.run(config_, program, options);
    run.record = std::move(result.record);
    run.counters = result.counters;
    run.causes = causes.totals();
    run.problem = std::move(result.problem);
    dram_ = machine_.dram();
    if (run.problem.empty() && run.record.cycles != step.cycles) {
      run.problem = fmt::format("it took {} cycles, and the plan was made with {}", run.record.cycles, step.cycles);
    }
  }

  /// A program as one that hardware can run by itself: with its inputs in its DRAM.
  isa::Case case_of_step(const PlannedStep& step, isa::Program program) const {
    for (const std::size_t array : step.reads) {
      const std::uint8_t* from = dram_.data() + plan_.dram.addresses[array];
      program.regions.push_back({plan_.dram.addresses[array], {from, from + plan_.arrays[array].layout.bytes()}});
    }
    isa::Case result;
    result.program = std::move(program);
    result.hardware = config_;
    const PlannedArray& left = plan_.arrays[step.writes];
    result.outputs.push_back({plan_.dram.addresses[step.writes], laid_out(data_.reference[left.tensor], left.layout)});
    result.has_outputs = true;
    return result;
  }

  /// The first value or byte of an array that is not as it should be.
  std::string wrong_values(std::size_t array) const {
    const PlannedArray& planned = plan_.arrays[array];
    const Tensor8& reference = data_.reference[planned.tensor];
    std::string wrong = describe_wrong_values(reference, read(array));
    if (!wrong.empty()) return fmt::format("{}: {}", data_.graph.tensors[planned.tensor].name, wrong);
    const std::vector<std::uint8_t> expected = laid_out(reference, planned.layout);
    const std::uint64_t address = plan_.dram.addresses[array];
    for (std::size_t i = 0; i < expected.size(); ++i) {
      if (planned.layout.sources()[i].is_anything() || expected[i] == dram_[address + i]) continue;
      return fmt::format("{}: byte {:#x} of DRAM is {:#04x}, expected {:#04x}",
                         data_.graph.tensors[planned.tensor].name, address + i, dram_[address + i], expected[i]);
    }
    return "";
  }

  /// The first byte of a program that is no longer there.
  std::string wrong_programs() const {
    for (const auto& built : programs_) {
      if (!built) continue;
      for (const isa::Region& region : built->program.regions) {
        const auto differs = std::mismatch(region.bytes.begin(), region.bytes.end(), dram_.begin() + region.address);
        if (differs.first == region.bytes.end()) continue;
        return fmt::format("byte {:#x} of program {} has been written over",
                           region.address + static_cast<std::uint64_t>(differs.first - region.bytes.begin()),
                           built->program.name);
      }
    }
    return "";
  }

  machine::Machine& machine_;
  const NetworkData& data_;
  const std::vector<std::vector<NodeWay>>& ways_;
  const NetworkPlan& plan_;
  const isa::HardwareConfig& config_;
  const std::function<void(const isa::Case&)>& emit_;
  std::vector<std::optional<compiler::BuiltProgram>> programs_;  ///< Of each step that has one.
  isa::DramImage dram_;
  NetworkRun result_;
};

}  // namespace

std::int64_t NetworkRun::cycles() const {
  std::int64_t all = 0;
  for (const StepRun& step : steps) all += std::max<std::int64_t>(0, step.record.cycles);
  return all;
}

NetworkRun run_network(machine::Machine& machine, const NetworkData& data,
                       const std::vector<std::vector<NodeWay>>& ways, const NetworkPlan& plan,
                       const isa::HardwareConfig& config, const std::function<void(const isa::Case&)>& emit,
                       const std::function<void(std::size_t)>& progress) {
  return Run(machine, data, ways, plan, config, emit).run(progress);
}

}  // namespace vtasim::experiment
