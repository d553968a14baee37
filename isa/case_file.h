#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/program.h"

namespace vtasim::isa {

/// A line of a case file: a program, and optionally what is known of its run.
struct Case {
  Program program;
  std::vector<Region> outputs;  ///< What these ranges hold after the run.
  bool has_outputs = false;     ///< The line had the key (it may be empty).
  std::optional<RunRecord> rtl;
  std::optional<HardwareConfig> hardware;  ///< The configuration itself, under the name program.config.
};

/// SUITE.bin beside SUITE.jsonl. Throws Error for another ending.
std::filesystem::path case_bytes_file(const std::filesystem::path& jsonl);

/// Reads SUITE.jsonl with SUITE.bin beside it. Throws Error naming file, line and field; so it does for a file without
/// a case, and for a case that knows a hash of its bytes where SUITE.bin has others.
std::vector<Case> read_cases(const std::filesystem::path& jsonl);

/// Writes the same form, each case with the hash of its bytes: both files or, where that fails, neither.
void write_cases(const std::filesystem::path& jsonl, const std::vector<Case>& cases);

}  // namespace vtasim::isa
