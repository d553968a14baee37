#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/program.h"
#include "isa/semantics.h"
#include "sim/machine/free_work.h"
#include "sim/observe/counters.h"
#include "sim/observe/observer.h"

namespace vtasim::machine {

/// How to run a program.
struct RunOptions {
  /// Execute the instructions' effects on scratchpads and DRAM. Without, only the timing is computed; it is the same to
  /// the cycle. Micro-ops are still loaded, so that ALU hazards are found; and where a program loads micro-ops from
  /// where it stores, all effects are executed, since hazards then depend on values.
  bool values = true;
  /// A run that still has work after this many cycles is stopped, and takes no longer than these cycles need, whatever
  /// its instructions would.
  std::int64_t max_cycles = std::numeric_limits<std::int64_t>::max();
  /// What takes no time.
  FreeWork free;
  /// What DRAM holds before the run in place of the program's image, when not null: as programs that ran before it left
  /// it, at least dram_bytes. The instructions are those of the image all the same.
  const isa::DramImage* dram = nullptr;
  /// Is told of instructions, tokens and bursts, when not null.
  Observer* observer = nullptr;
};

/// What a run did.
struct RunResult {
  isa::RunRecord record;
  /// Empty when FINISH was reached; otherwise why not, on one line or a few: the deadlock explained, the ALU hazard
  /// with its instruction and element, or what was still running when the run was stopped.
  std::string problem;
  /// RunOptions::max_cycles were not enough, for FINISH or for what other modules still did then. The record ends
  /// there.
  bool stopped = false;
  Counters counters;
};

/// The accelerator with its DRAM. SystemC elaborates once a process, so one Machine serves all runs and configurations:
/// create it once (before any other run), then call run() as often as needed; nothing of a run survives into the next.
class Machine {
 public:
  Machine();
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  /// Runs a program until nothing is left to happen, or it is stopped. Throws Error for a program that validate()
  /// refuses, and for RunOptions::dram that is too small.
  RunResult run(const isa::HardwareConfig& config, const isa::Program& program, const RunOptions& options = {});

  /// DRAM after the last run (with values).
  const isa::DramImage& dram() const;

 private:
  struct Modules;
  std::unique_ptr<Modules> modules_;
};

}  // namespace vtasim::machine
