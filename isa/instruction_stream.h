#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "isa/instruction.h"
#include "isa/program.h"

namespace vtasim::isa {

// Instructions one at a time, so that long programs take no memory but their bytes.

using InstructionVisitor = std::function<void(std::size_t index, const Instruction& instruction)>;

/// Calls visit() for each instruction of a stream, decoded. Throws Error as decode_stream() does.
void for_each_instruction(const std::uint8_t* bytes, std::size_t size, const InstructionVisitor& visit);

/// As above for a program's, from its image. Throws Error naming program and instruction.
void for_each_instruction(const Program& program, const InstructionVisitor& visit);

/// A stream as it lies in DRAM. Throws Error naming the index of the instruction and the field that does not fit.
std::vector<std::uint8_t> encode_stream(const std::vector<Instruction>& instructions);

/// Decodes a whole stream. Throws Error naming the index of the instruction, or that the length is no multiple of 16.
std::vector<Instruction> decode_stream(const std::uint8_t* bytes, std::size_t size);

/// A program's instructions, decoded from its image. Throws Error naming program and instruction.
std::vector<Instruction> instructions_of(const Program& program);

}  // namespace vtasim::isa
