#pragma once

#include <string>
#include <vector>

#include "isa/instruction.h"
#include "isa/program.h"

namespace vtasim {

/// An instruction on one line, without line end: module, what it is, operands, loops, and the dependency bits that are
/// set, such as
/// `compute GEMM uop [0, 9) loops 14 x 16, acc +16 +1, inp +18 +1, wgt +0 +0; pop prev, push next`.
std::string disassemble(const Instruction& instruction);

/// A listing of a program, several lines an instruction in the manner of VTA's runtime, all ending in '\n'.
std::string disassemble(const std::vector<Instruction>& instructions);

/// As above for a program's own instructions. With `uops`, each GEMM and ALU is followed by the micro-ops it runs: the
/// uop scratchpad as the LOADs before it fill it from the DRAM image. Throws Error for what instructions() and
/// validate() refuse.
std::string disassemble(const Program& program, const HardwareConfig& config, bool uops);

}  // namespace vtasim
