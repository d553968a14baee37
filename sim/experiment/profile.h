#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "isa/program.h"
#include "isa/program_notes.h"
#include "sim/machine/machine.h"
#include "sim/observe/cause.h"
#include "sim/observe/cause_history.h"
#include "sim/observe/critical_path.h"
#include "sim/observe/run_log.h"
#include "sim/observe/timeline.h"

namespace vtasim::experiment {

/// Everything that is observed of a run.
struct Profile {
  std::string name;  ///< The program's.
  isa::HardwareConfig hardware;
  std::vector<isa::Instruction> program;
  std::int64_t max_cycles = 0;  ///< That it was run for at most.
  isa::ProgramNotes notes;      ///< Of the program, where they are known.
  machine::RunResult result;
  machine::CauseTotals causes;
  machine::RunLog log;
  machine::CriticalPath path;                      ///< Of a run that reached FINISH; otherwise empty, as the slacks.
  std::vector<std::optional<std::int64_t>> slack;  ///< By instruction.
};

/// Runs a program, for its timing alone, and observes it; for at most `max_cycles`. `notes` are those of the program,
/// if there are any. Throws Error for a program that does not run on `config`.
Profile profile(machine::Machine& machine, const isa::HardwareConfig& config, const isa::Program& program,
                std::int64_t max_cycles, isa::ProgramNotes notes = {});

/// Runs the program of a profile again for a timeline of as many columns.
machine::Timeline timeline(machine::Machine& machine, const Profile& profile, const isa::Program& program,
                           std::size_t columns);

/// Runs it again for what every cycle went to.
machine::CauseHistory cause_history(machine::Machine& machine, const Profile& profile, const isa::Program& program);

}  // namespace vtasim::experiment
