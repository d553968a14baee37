#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "isa/semantics.h"
#include "sim/machine/cycle.h"
#include "sim/machine/free_work.h"
#include "sim/observe/counters.h"
#include "sim/observe/observer.h"

namespace vtasim::machine {

/// What the modules share in a run.
struct RunContext {
  const isa::HardwareConfig* config = nullptr;
  const std::vector<isa::Instruction>* program = nullptr;
  isa::ArchState* state = nullptr;
  bool values = true;
  Observer* observer = nullptr;  ///< RunOptions'.
  FreeWork free;                 ///< RunOptions'.
  Counters counters;

  std::optional<Cycle> finish;  ///< When the first FINISH was done: the value of the event counter.

  /// An RTL assertion fired: nothing after this cycle happened.
  struct Assertion {
    Cycle cycle = 0;
    std::string what;
  };
  std::optional<Assertion> assertion;

  Cycle max_cycles = kNever;  ///< RunOptions'.

  /// The last cycle to simulate: a FINISH done in cycle max_cycles is out of the way in the next.
  Cycle last_cycle() const { return std::min(max_cycles, kNever - 2) + 1; }

  /// Cycles of [from, to) that lie in the counted window, which ends with the cycle of FINISH.
  Cycle counted(Cycle from, Cycle to) const {
    const Cycle end = finish ? std::min(to, *finish + 1) : to;
    return std::max<Cycle>(0, end - from);
  }
};

}  // namespace vtasim::machine
