#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "isa/case_file.h"
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

}  // namespace vtasim::trace
