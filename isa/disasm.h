#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "isa/instruction.h"
#include "isa/program.h"

namespace vtasim::isa {

/// What an instruction is and how much it does, to name it by: "LOAD inp 9 x 114", "GEMM of 1,344", "ALU SHR of 9",
/// "tokens only", "FINISH".
std::string short_name(const Instruction& instruction);

/// An instruction on one line, without line end: module, what it is, operands, loops, and the dependency bits that are
/// set, such as
/// `compute GEMM uop [0, 9) loops 14 x 16, acc +16 +1, inp +18 +1, wgt +0 +0; pop prev, push next`.
std::string disassemble(const Instruction& instruction);

/// Takes a listing piece by piece: of a long program it is a hundred times longer than the program.
using Listener = std::function<void(std::string_view)>;

/// A listing of an instruction stream, several lines an instruction in the manner of VTA's runtime, all ending in '\n'.
/// Throws Error for what decode_stream() refuses, after the pieces before it.
void disassemble(const std::uint8_t* bytes, std::size_t size, const Listener& listener);

/// As above for a program's own instructions. Throws Error for what instructions() refuses, before the first piece.
void disassemble(const Program& program, const Listener& listener);

/// As above, where each GEMM and ALU is followed by the micro-ops it runs: the uop scratchpad as the LOADs before it
/// fill it from the DRAM image. Throws Error for what validate() refuses, before the first piece.
void disassemble(const Program& program, const HardwareConfig& config, const Listener& listener);

}  // namespace vtasim::isa
