#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "isa/instruction.h"
#include "isa/program.h"

namespace vtasim {

// Instructions one at a time, so that long programs take no memory but their bytes.

using InstructionVisitor = std::function<void(std::size_t index, const Instruction& instruction)>;

/// Calls visit() for each instruction of a stream, decoded. Throws Error as decode_stream() does.
void for_each_instruction(const std::uint8_t* bytes, std::size_t size, const InstructionVisitor& visit);

/// As above for a program's, from its image. Throws Error as Program::instructions() does.
void for_each_instruction(const Program& program, const InstructionVisitor& visit);

/// As above, and each is checked before it is visited. Throws Error as validate() does.
void for_each_valid_instruction(const Program& program, const HardwareConfig& config, const InstructionVisitor& visit);

}  // namespace vtasim
