#include "isa/program.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "isa/error.h"
#include "isa/instruction_stream.h"

namespace vtasim {
namespace {

/// Copies the part of the image that lies in [begin, begin + size) to `bytes`, which holds zeros.
void copy_image(const std::vector<Region>& regions, std::uint64_t begin, std::uint64_t size, std::uint8_t* bytes) {
  for (const Region& region : regions) {
    const std::uint64_t from = std::max(begin, region.address);
    const std::uint64_t to = std::min(begin + size, region.address + region.bytes.size());
    if (from >= to) continue;
    std::copy_n(region.bytes.data() + (from - region.address), to - from, bytes + (from - begin));
  }
}

}  // namespace

void Program::write_image(std::vector<std::uint8_t>& dram) const {
  dram.assign(dram_bytes, 0);
  copy_image(regions, 0, dram_bytes, dram.data());
}

std::vector<Instruction> Program::instructions() const {
  std::vector<Instruction> instructions;
  for_each_instruction(*this, [&](std::size_t, const Instruction& insn) { instructions.push_back(insn); });
  return instructions;
}

void for_each_instruction(const Program& program, const InstructionVisitor& visit) {
  constexpr std::uint64_t kAtATime = 4096;
  const std::uint64_t size = std::uint64_t{program.insn_count} * kInstructionBytes;
  if (program.insn_addr > program.dram_bytes || size > program.dram_bytes - program.insn_addr) {
    throw Error(fmt::format("program \"{}\": insn_count {} at insn_addr {:#x} reaches past dram_bytes {:#x}",
                            program.name, program.insn_count, program.insn_addr, program.dram_bytes));
  }
  std::array<std::uint8_t, kInstructionBytes> bytes{};
  std::vector<std::uint8_t> piece;
  for (std::uint64_t i = 0; i < program.insn_count; ++i) {
    const std::uint64_t in_piece = i % kAtATime * kInstructionBytes;
    if (in_piece == 0) {
      piece.assign(std::min(kAtATime, program.insn_count - i) * kInstructionBytes, 0);
      copy_image(program.regions, program.insn_addr + i * kInstructionBytes, piece.size(), piece.data());
    }
    std::copy_n(piece.data() + in_piece, kInstructionBytes, bytes.begin());
    Instruction instruction;
    try {
      instruction = decode(bytes);
    } catch (const Error& error) {
      throw Error(fmt::format("program \"{}\": instruction {}: {}", program.name, i, error.what()));
    }
    visit(i, instruction);
  }
}

}  // namespace vtasim
