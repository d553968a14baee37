#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/program.h"

namespace vtasim::compiler {

/// Programs as one, and which of its instructions are whose.
struct JoinedProgram {
  isa::Program program;
  /// Of each program, one past its last instruction; token-only instructions belong to the one behind them, FINISH to
  /// the last.
  std::vector<std::size_t> ends;
};

/// Programs that lie in one DRAM, of which there is one at least, as one that leaves there what they leave when they
/// are launched one after the other: their instructions behind each other with tokens of their own, so that a program
/// begins while the one before ends. Its regions are theirs but their instructions; its own lie from `begin` on, behind
/// all else. `name` is the program's, and what errors are about. No program may rely on what it has not loaded into a
/// scratchpad. Throws Error where DRAM does not reach that far, and where a program loads micro-ops that another
/// stored.
JoinedProgram join_programs(const std::vector<const isa::Program*>& programs, const std::string& name,
                            const isa::HardwareConfig& config, std::uint64_t begin);

}  // namespace vtasim::compiler
