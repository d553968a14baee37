#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "isa/instruction.h"

namespace vtasim::isa {

/// 128 bits. Throws Error naming field, value and range where a value does not fit its field.
std::array<std::uint8_t, kInstructionBytes> encode(const Instruction& instruction);

/// Throws Error for an opcode, a LOAD memory type or an ALU operation that the hardware does not decode.
Instruction decode(const std::array<std::uint8_t, kInstructionBytes>& bytes);
/// As above, from kInstructionBytes at `bytes`.
Instruction decode(const std::uint8_t* bytes);

}  // namespace vtasim::isa
