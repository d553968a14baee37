#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "isa/case_file.h"
#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "isa/program.h"

namespace vtasim::isa {

/// A program as its source has it, with data in their places; its instructions have none yet.
struct AssemblyProgram {
  std::string where;  ///< "FILE:LINE" of its heading.
  std::string name;
  HardwareConfig hardware;
  std::vector<Instruction> instructions;
  bool automatic_tokens = false;  ///< Dependency bits are not in the source: they are to be derived.
  std::vector<Region> data;
  std::vector<Region> expected;
  std::optional<std::uint64_t> insn_addr;
  std::optional<std::uint64_t> dram_bytes;
};

/// Reads a source: programs one after the other, each a heading, data and instructions.
///
///     first-steps (b16-bus64)                   # its name, and the configuration that it is for
///     data uops: uop 0 0 0
///     data x: random 16 seed 1                  # data_section.h has all kinds of data
///     data y at 0x2000: zeros 16
///     INSTRUCTION 0: compute LOAD uop           # as `vtasim disasm` lists it (instruction_source.h)
///         DRAM: uops, SRAM: 0
///         x: size=1
///     FINISH
///
/// Besides, on lines of their own: "tokens auto" (or "tokens by hand", the default), "dram N bytes", "instructions at
/// ADDRESS", and "expect at ADDRESS|LABEL: ..." with what DRAM holds after the run. Sections without an address follow
/// the one before. `find` makes a configuration of the name in a heading. Throws Error naming file and line.
std::vector<AssemblyProgram> read_assembly(const std::filesystem::path& file,
                                           const std::function<HardwareConfig(const std::string&)>& find);

/// The case: instructions encoded and behind the data, unless the source says where. Throws Error for what validate()
/// refuses.
Case assemble(const AssemblyProgram& program);

}  // namespace vtasim::isa
