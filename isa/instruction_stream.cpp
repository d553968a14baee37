#include "isa/instruction_stream.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/base/error.h"
#include "isa/encoding.h"

namespace vtasim::isa {

void for_each_instruction(const std::uint8_t* bytes, std::size_t size, const InstructionVisitor& visit) {
  if (size % kInstructionBytes != 0) {
    throw Error(fmt::format("{} bytes of instructions; the length must be a multiple of {}", size, kInstructionBytes));
  }
  for (std::size_t i = 0; i < size / kInstructionBytes; ++i) {
    Instruction instruction;
    try {
      instruction = decode(bytes + i * kInstructionBytes);
    } catch (const Error& error) {
      throw Error(fmt::format("instruction {}: {}", i, error.what()));
    }
    visit(i, instruction);
  }
}

std::vector<std::uint8_t> encode_stream(const std::vector<Instruction>& instructions) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(instructions.size() * kInstructionBytes);
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    try {
      const auto encoded = encode(instructions[i]);
      bytes.insert(bytes.end(), encoded.begin(), encoded.end());
    } catch (const Error& error) {
      throw Error(fmt::format("instruction {}: {}", i, error.what()));
    }
  }
  return bytes;
}

std::vector<Instruction> decode_stream(const std::uint8_t* bytes, std::size_t size) {
  std::vector<Instruction> instructions;
  instructions.reserve(size / kInstructionBytes);
  for_each_instruction(bytes, size, [&](std::size_t, const Instruction& insn) { instructions.push_back(insn); });
  return instructions;
}

void for_each_instruction(const Program& program, const InstructionVisitor& visit) {
  constexpr std::uint64_t kAtATime = 4096;
  const std::uint64_t size = std::uint64_t{program.insn_count} * kInstructionBytes;
  if (program.insn_addr > program.dram_bytes || size > program.dram_bytes - program.insn_addr) {
    throw Error(fmt::format("program \"{}\": insn_count {} at insn_addr {:#x} reaches past dram_bytes {:#x}",
                            program.name, program.insn_count, program.insn_addr, program.dram_bytes));
  }
  std::vector<std::uint8_t> piece;
  for (std::uint64_t i = 0; i < program.insn_count; ++i) {
    const std::uint64_t in_piece = i % kAtATime * kInstructionBytes;
    if (in_piece == 0) {
      piece.assign(std::min(kAtATime, program.insn_count - i) * kInstructionBytes, 0);
      program.copy_image(program.insn_addr + i * kInstructionBytes, piece.size(), piece.data());
    }
    Instruction instruction;
    try {
      instruction = decode(piece.data() + in_piece);
    } catch (const Error& error) {
      throw Error(fmt::format("program \"{}\": instruction {}: {}", program.name, i, error.what()));
    }
    visit(i, instruction);
  }
}

std::vector<Instruction> instructions_of(const Program& program) {
  std::vector<Instruction> instructions;
  for_each_instruction(program, [&](std::size_t, const Instruction& insn) { instructions.push_back(insn); });
  return instructions;
}

}  // namespace vtasim::isa
