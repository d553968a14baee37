#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/instruction.h"

namespace vtasim {

/// A stretch of DRAM and its contents.
struct Region {
  std::uint64_t address = 0;
  std::vector<std::uint8_t> bytes;
};

/// What the hardware is given: a DRAM image (zero outside `regions`) and where the instructions lie in it. Base
/// addresses of all memories are 0.
struct Program {
  std::string name;
  std::string config;  ///< Name of the hardware configuration it is meant for.
  std::uint64_t insn_addr = 0;
  std::uint32_t insn_count = 0;
  std::uint64_t dram_bytes = 0;
  std::vector<Region> regions;

  /// Makes `dram` the whole DRAM image, dram_bytes long; keeps its allocation.
  void write_image(std::vector<std::uint8_t>& dram) const;
  /// The instructions, decoded from the image. Throws Error naming program and instruction.
  std::vector<Instruction> instructions() const;
};

/// [dispatch, start, end] of an instruction: the cycle in which fetch hands it over, the first cycle its module is out
/// of idle, the first cycle it is back in idle; -1 for never.
using InsnTiming = std::array<std::int64_t, 3>;

/// What a run of a program measured, on the RTL or on the model: the `rtl` object of a case file.
struct RunRecord {
  bool finished = false;
  bool assertion = false;  ///< An RTL assertion fired (ALU hazard).
  std::int64_t cycles = -1;
  std::int64_t read_bursts = -1;
  std::int64_t read_beats = -1;
  std::int64_t write_bursts = -1;
  std::int64_t write_beats = -1;
  std::array<std::vector<InsnTiming>, kModuleCount> timing;  ///< By Module, in program order of each.
};

/// A line of a case file: a program, and optionally what is known of its run.
struct Case {
  Program program;
  std::vector<Region> outputs;  ///< What these ranges hold after the run.
  bool has_outputs = false;     ///< The line had the key (it may be empty).
  std::optional<RunRecord> rtl;
  std::optional<HardwareConfig> hardware;  ///< The configuration itself, under the name program.config.
};

/// Reads SUITE.jsonl with SUITE.bin beside it. Throws Error naming file, line and field; so it does for a file without
/// a case, and for a case that knows a hash of its bytes where SUITE.bin has others.
std::vector<Case> read_cases(const std::filesystem::path& jsonl);

/// Writes the same form, each case with the hash of its bytes: both files or, where that fails, neither.
void write_cases(const std::filesystem::path& jsonl, const std::vector<Case>& cases);

/// The checks a program must pass before it can run on a configuration: instruction range inside DRAM, every
/// instruction decodes, every LOAD and STORE stays inside DRAM. Throws Error naming program, instruction and range.
/// Returns the decoded instructions.
std::vector<Instruction> validate(const Program& program, const HardwareConfig& config);

}  // namespace vtasim
