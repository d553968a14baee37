#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "isa/case_file.h"
#include "sim/machine/machine.h"
#include "sim/observe/cause_observer.h"
#include "sim/observe/run_log.h"

namespace vtasim::machine {

/// A stretch of a unit's cycles as a CauseListener is told of it.
struct Spent {
  Unit unit = Unit::load;
  Work work = Work::idle;
  std::int32_t instruction = -1;
  CauseInterval interval;
};

/// Everything that a CauseListener is told of a run, the bursts of its read path, and its log.
struct ObservedRun {
  RunResult result;
  CauseTotals totals;
  std::vector<Spent> spent;
  std::vector<ReadBurst> bursts;
  RunLog log;

  /// Cycles of an instruction by cause, those before its start included.
  std::map<Cause, std::int64_t> of(std::int32_t instruction) const;
};

/// Runs a program, timing only, on the machine of the tests.
ObservedRun observe(const isa::HardwareConfig& config, const isa::Program& program, RunOptions options = {});

/// A recorded case and its configuration.
struct GoldenCase {
  isa::HardwareConfig config;
  isa::Case c;
};

/// All recorded cases of a suite, on every configuration.
std::vector<GoldenCase> golden_cases(const std::string& suite);
inline const std::vector<std::string> kGoldenSuites = {"micro", "streams", "deep", "layers", "broken"};

}  // namespace vtasim::machine
