#pragma once

#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "sim/machine/cycle.h"
#include "sim/machine/run_context.h"

namespace vtasim::machine {

/// The write path in a run (isa/rules/write_path.h). Nothing else uses it, so a STORE's cycles follow from the
/// instruction alone.
class WritePath {
 public:
  WritePath(RunContext& context, Cycle first_command)
      : context_(context), command_(first_command), last_command_(context.last_cycle() + 1) {}

  /// Whether the next burst belongs to the run. A STORE whose next does not is followed no further: it is not done in
  /// the run's last cycle, nor in the one after.
  bool in_run() const { return command_ <= last_command_; }

  /// Writes `beats` beats at `address`, whose data takes `data_cycles` cycles.
  void burst(std::uint32_t address, std::int64_t beats, Cycle data_cycles);

  /// When the last burst was acknowledged.
  Cycle acknowledged() const { return acknowledged_; }

 private:
  RunContext& context_;
  Cycle command_;
  const Cycle last_command_;
  Cycle acknowledged_ = kNever;
};

/// Runs a STORE with x_size > 0 that is started in cycle `start`; returns the cycle in which done is raised, or kNever.
Cycle tensor_store(RunContext& context, const isa::Store& store, Cycle start);

}  // namespace vtasim::machine
