#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/observe/cause.h"
#include "sim/observe/run_log.h"

namespace vtasim::machine {

/// A piece of a critical path: consecutive cycles [from, to) of one unit at one instruction.
struct PathStep {
  Unit unit = Unit::compute;
  /// What the unit was at: an instruction's kind, idle for its hand-over, and of fetch reading or handing over.
  Work work = Work::idle;
  std::int32_t instruction = -1;
  std::int64_t from = 0;
  std::int64_t to = 0;
};

/// The chain of what the total consists of: what FINISH waited for last, what that waited for last, and so on back to
/// launch. Every cycle of the total lies in one step.
///
/// An instruction starts when it is handed over to its module, which is the last of: the module's instruction before it
/// has ended, a token is posted by the instruction that pushes it, and fetch has delivered it. Of several that come in
/// the same cycle, the first of these is taken. Fetch delivers an instruction when its module's queue has room, its
/// chunk is read, and the one before is delivered. From its start to its end an instruction is one step; what it waits
/// for in between, the bus or the memory, is told by its causes.
struct CriticalPath {
  std::vector<PathStep> steps;  ///< From launch on, without gaps.
  CauseTotals totals;  ///< The steps' cycles, which are the run's; waits for tokens and fetch are none of them.
};

/// The critical path of a run that has reached FINISH.
CriticalPath critical_path(const RunLog& log);

/// By instruction: how many cycles later it could have ended, and FINISH had come when it did, all else taking as long
/// as it took. None for an instruction that did not end, or that FINISH does not depend on. That the bus would be free
/// then is not looked at.
std::vector<std::optional<std::int64_t>> slacks(const RunLog& log);

}  // namespace vtasim::machine
