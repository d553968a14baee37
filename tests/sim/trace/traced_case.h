#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "isa/case_file.h"
#include "isa/lives.h"
#include "isa/validate.h"
#include "sim/trace/trace_run.h"
#include "tests/support/shared_machine.h"

namespace vtasim::trace {

/// Cases as recorded, on the configuration of that name.
inline std::vector<isa::Case> recorded_cases(const std::string& config, const std::string& suite) {
  return isa::read_cases(std::filesystem::path(VTASIM_TESTS) / "golden" / config / (suite + ".jsonl"));
}

/// A run and what was written of it.
struct Written {
  TracedRun run;
  std::string file;
  std::size_t largest_piece = 0;

  Output output() {
    return [this](std::string_view piece) {
      file += piece;
      largest_piece = std::max(largest_piece, piece.size());
    };
  }
};

inline TracedRun trace(const isa::HardwareConfig& config, const isa::Program& program, TraceSink& sink) {
  return trace_run(shared_machine(), config, program, 1'000'000'000, {&sink});
}

/// A count from a cycle on.
using Counted = std::pair<std::int64_t, std::int64_t>;

/// Live entries of a scratchpad, cycle by cycle as they change, from when instructions began and ended.
inline std::vector<Counted> live_entries(const TracedRun& run, const isa::HardwareConfig& config,
                                         const isa::Program& program, isa::Buffer buffer) {
  const std::vector<isa::LifeChanges> lives = isa::lives_of(program, config);
  std::map<std::int64_t, std::int64_t> changes;
  std::array<std::size_t, isa::kModuleCount> next{};
  std::size_t index = 0;
  for (const isa::Instruction& instruction : isa::validate(program, config)) {
    const auto module = static_cast<std::size_t>(module_of(instruction));
    const std::vector<isa::InsnTiming>& timing = run.result.record.timing[module];
    const auto b = static_cast<std::size_t>(buffer);
    if (next[module] < timing.size()) {
      const auto& [dispatch, start, end] = timing[next[module]++];
      if (start >= 0) changes[start] += lives[index].begun[b];
      if (start >= 0 && end >= 0) changes[end] -= lives[index].ended[b];
    }
    ++index;
  }
  std::vector<Counted> counts = {{0, 0}};
  std::int64_t count = 0;
  for (const auto& [cycle, change] : changes) {
    count += change;
    const std::int64_t shown = std::max<std::int64_t>(0, count);
    if (cycle < run.causes.window && shown != counts.back().second) counts.emplace_back(cycle, shown);
  }
  return counts;
}

}  // namespace vtasim::trace
