#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "compiler/planning/network_plan.h"
#include "isa/case_file.h"
#include "isa/hardware_config.h"
#include "isa/program.h"
#include "sim/experiment/network_data.h"
#include "sim/experiment/program_run.h"
#include "sim/machine/machine.h"

namespace vtasim::experiment {

/// A step of a plan within a program that has others, too.
struct JoinedStep {
  std::size_t step = 0;  ///< Of the plan.
  /// By so many cycles its last instruction ended later than those of the steps before: of the first from launch on, of
  /// the last to FINISH, so that they sum up to the program's.
  std::int64_t cycles = 0;
  bool whole =
      false;  ///< No later step of the program has stored where its tensor lies, which was verified in the end.
};

/// Steps of a plan between which the host does nothing, as one program, launched once.
struct JoinedProgramRun : ProgramRun {
  std::string name;
  std::uint32_t instructions = 0;
  std::vector<JoinedStep> steps;
};

/// A network run from its input to its outputs in as few programs as the host's steps between leave.
struct JoinedRun {
  std::vector<JoinedProgramRun> programs;  ///< Launched one after the other, up to the first with a problem.
  std::uint64_t dram_bytes = 0;            ///< All DRAM.
  std::string problem;                     ///< The first there was.
  bool verified = false;                   ///< All tensors that are whole are the reference's, the outputs among them.
  std::int64_t cycles() const;
};

/// Runs a plan with each run of steps that are programs joined to one (compiler::join_programs()), on a DRAM like
/// run_network()'s. Values are held against the reference where tensors are still whole when a program has ended, and
/// in the end no program may be written over. Functions are as run_network()'s. Throws Error where all does not fit
/// DRAM.
JoinedRun run_joined(machine::Machine& machine, const NetworkData& data, const compiler::NetworkWays& ways,
                     const compiler::NetworkPlan& plan, const isa::HardwareConfig& config,
                     const std::function<void(const isa::Case&)>& emit,
                     const std::function<void(std::size_t)>& progress);

}  // namespace vtasim::experiment
