#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "compiler/planning/network_plan.h"
#include "compiler/program/compile_stats.h"
#include "isa/case_file.h"
#include "isa/hardware_config.h"
#include "isa/program.h"
#include "sim/experiment/network_data.h"
#include "sim/experiment/program_run.h"
#include "sim/machine/machine.h"

namespace vtasim::experiment {

/// What a step of a plan did: its program, where it has one.
struct StepRun : ProgramRun {
  compiler::CompileStats stats;
  bool verified = false;  ///< Every value that it left is the reference's.
};

/// A network run from its input to its outputs, on one DRAM.
struct NetworkRun {
  std::vector<StepRun> steps;      ///< Of the plan, up to the first with a problem.
  std::int64_t program_bytes = 0;  ///< DRAM of instructions and micro-ops, weights and biases.
  std::uint64_t dram_bytes = 0;    ///< All DRAM.
  std::string problem;             ///< The first there was.
  bool verified = false;           ///< All steps and the outputs are.
  std::int64_t cycles() const;
};

/// Runs the steps of a plan one after the other, as they change one DRAM that holds all programs and weights from the
/// start: no step is given anything but what is there. Holds every tensor against the reference as it is left, and in
/// the end the outputs, and that no program has written over another. Cycles must be those that the plan was made with.
/// `emit` is given each program with the DRAM that it began with and what it must leave, when not empty;
/// `progress(step)` is called before each. Throws Error where all does not fit DRAM.
NetworkRun run_network(machine::Machine& machine, const NetworkData& data, const compiler::NetworkWays& ways,
                       const compiler::NetworkPlan& plan, const isa::HardwareConfig& config,
                       const std::function<void(const isa::Case&)>& emit,
                       const std::function<void(std::size_t)>& progress);

}  // namespace vtasim::experiment
