#include "sim/experiment/placed_network.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/graph/reference_execution.h"
#include "compiler/layout/layout_change.h"
#include "compiler/layout/tensor_layout.h"
#include "compiler/program/dram_layout.h"
#include "sim/experiment/verification.h"
#include "sim/observe/cause_observer.h"

namespace vtasim::experiment {
namespace {

using compiler::PlannedArray;
using compiler::PlannedStep;
using compiler::Tensor8;

void copy_into(isa::DramImage& dram, const isa::Program& program) {
  for (const isa::Region& region : program.regions) {
    std::copy(region.bytes.begin(), region.bytes.end(), dram.begin() + region.address);
  }
}

}  // namespace

PlacedNetwork::PlacedNetwork(const NetworkData& data, const compiler::NetworkWays& ways,
                             const compiler::NetworkPlan& plan, const isa::HardwareConfig& config)
    : data_(data), plan_(plan), config_(config), programs_(plan.steps.size()) {
  std::uint64_t end = std::max(plan_.dram.end, compiler::kFirstPage);
  const std::uint64_t begin = end;
  for (std::size_t s = 0; s < plan_.steps.size(); ++s) {
    const PlannedStep& step = plan_.steps[s];
    const compiler::NodeProgram* program = program_of(ways, step);
    if (program == nullptr) continue;
    compiler::Placement placement;
    placement.begin = end;
    placement.activation = plan_.dram.addresses[step.reads.front()];
    if (step.reads.size() > 1) placement.residual = plan_.dram.addresses[step.reads[1]];
    for (std::size_t i = 2; i < step.reads.size(); ++i) {
      placement.others.push_back(plan_.dram.addresses[step.reads[i]]);
    }
    placement.output = plan_.dram.addresses[step.writes];
    programs_[s] = program->place(placement);
    end = programs_[s]->program.dram_bytes;
  }
  program_bytes_ = static_cast<std::int64_t>(end - begin);
  dram_ = isa::DramImage(end);
  for (const auto& built : programs_) {
    if (built) copy_into(dram_, built->program);
  }
  write(0, data_.input);
}

void PlacedNetwork::add(const isa::Program& program) {
  dram_.resize(program.dram_bytes);
  copy_into(dram_, program);
  added_.push_back(program);
}

void PlacedNetwork::write(std::size_t array, const Tensor8& tensor) {
  const std::vector<std::uint8_t> bytes = laid_out(tensor, plan_.arrays[array].layout);
  std::copy(bytes.begin(), bytes.end(), dram_.begin() + plan_.dram.addresses[array]);
}

Tensor8 PlacedNetwork::read(std::size_t array) const {
  const PlannedArray& planned = plan_.arrays[array];
  return taken_out(data_.graph.tensors[planned.tensor].shape, planned.layout,
                   dram_.data() + plan_.dram.addresses[array]);
}

void PlacedNetwork::do_on_host(std::size_t s) {
  const PlannedStep& step = plan_.steps[s];
  if (!step.node) {
    const std::size_t from = step.reads.front();
    const compiler::LayoutChange change(plan_.arrays[from].layout, plan_.arrays[step.writes].layout);
    change.run(dram_.data() + plan_.dram.addresses[from], dram_.data() + plan_.dram.addresses[step.writes]);
    return;
  }
  std::vector<Tensor8> inputs;
  for (const std::size_t array : step.reads) inputs.push_back(read(array));
  std::vector<const Tensor8*> pointers;
  for (const Tensor8& input : inputs) pointers.push_back(&input);
  write(step.writes, reference_output(data_.graph, *step.node, data_.filters[*step.node], pointers));
}

ProgramRun PlacedNetwork::launch(machine::Machine& machine, const isa::Program& program) {
  machine::CauseObserver causes;
  machine::RunOptions options;
  options.observer = &causes;
  options.dram = &dram_;
  machine::RunResult result = machine.run(config_, program, options);
  dram_ = machine.dram();
  return {std::move(result.record), result.counters, causes.totals(), std::move(result.problem)};
}

isa::Case PlacedNetwork::case_of(isa::Program program, const std::vector<std::size_t>& reads,
                                 const std::vector<std::size_t>& leaves) const {
  for (const std::size_t array : reads) {
    const std::uint8_t* from = dram_.data() + plan_.dram.addresses[array];
    program.regions.push_back({plan_.dram.addresses[array], {from, from + plan_.arrays[array].layout.bytes()}});
  }
  isa::Case result;
  result.program = std::move(program);
  result.hardware = config_;
  for (const std::size_t array : leaves) {
    const PlannedArray& left = plan_.arrays[array];
    result.outputs.push_back({plan_.dram.addresses[array], laid_out(data_.reference[left.tensor], left.layout)});
  }
  result.has_outputs = true;
  return result;
}

std::string PlacedNetwork::wrong_values(std::size_t array) const {
  const PlannedArray& planned = plan_.arrays[array];
  const Tensor8& reference = data_.reference[planned.tensor];
  std::string wrong = describe_wrong_values(reference, read(array));
  if (!wrong.empty()) return fmt::format("{}: {}", data_.graph.tensors[planned.tensor].name, wrong);
  const std::vector<std::uint8_t> expected = laid_out(reference, planned.layout);
  const std::uint64_t address = plan_.dram.addresses[array];
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (planned.layout.sources()[i].is_anything() || expected[i] == dram_[address + i]) continue;
    return fmt::format("{}: byte {:#x} of DRAM is {:#04x}, expected {:#04x}", data_.graph.tensors[planned.tensor].name,
                       address + i, dram_[address + i], expected[i]);
  }
  return "";
}

std::string PlacedNetwork::wrong_programs() const {
  std::vector<const isa::Program*> programs;
  for (const auto& built : programs_) {
    if (built) programs.push_back(&built->program);
  }
  for (const isa::Program& program : added_) programs.push_back(&program);
  for (const isa::Program* program : programs) {
    for (const isa::Region& region : program->regions) {
      const auto differs = std::mismatch(region.bytes.begin(), region.bytes.end(), dram_.begin() + region.address);
      if (differs.first == region.bytes.end()) continue;
      return fmt::format("byte {:#x} of program {} has been written over",
                         region.address + static_cast<std::uint64_t>(differs.first - region.bytes.begin()),
                         program->name);
    }
  }
  return "";
}

}  // namespace vtasim::experiment
