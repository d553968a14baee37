#pragma once

#include <vector>

#include "compiler/program/compile_stats.h"
#include "isa/instruction.h"

namespace vtasim::compiler {

/// What a program's instructions cost: operations, bytes and bounds. The instructions lie at `insn_addr`. Fields that
/// do not follow from instructions are left alone.
void count_instructions(const std::vector<isa::Instruction>& instructions, std::uint64_t insn_addr,
                        const isa::HardwareConfig& config, CompileStats& stats);

}  // namespace vtasim::compiler
