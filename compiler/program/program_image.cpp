#include "compiler/program/program_image.h"

#include <utility>

#include "isa/encoding.h"
#include "compiler/codegen/tokens.h"

namespace vtasim {
namespace {

std::vector<std::uint8_t> bytes_of(const std::vector<std::uint32_t>& words) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(4 * words.size());
  for (const std::uint32_t word : words) {
    for (int byte = 0; byte < 4; ++byte) bytes.push_back(static_cast<std::uint8_t>(word >> (8 * byte)));
  }
  return bytes;
}

/// Encodes the instructions into the image.
void add_instructions(const std::vector<Instruction>& instructions, DramLayout& layout, Program& program) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(instructions.size() * kInstructionBytes);
  for (const Instruction& instruction : instructions) {
    const auto encoded = encode(instruction);
    bytes.insert(bytes.end(), encoded.begin(), encoded.end());
  }
  // No buffer holds instructions; an element of uop is as small as any.
  program.insn_addr = layout.allocate(static_cast<std::int64_t>(bytes.size()), Buffer::uop);
  program.insn_count = static_cast<std::uint32_t>(instructions.size());
  add_region(program, program.insn_addr, std::move(bytes));
}

}  // namespace

void add_region(Program& program, std::uint64_t address, std::vector<std::uint8_t> bytes) {
  if (!bytes.empty()) program.regions.push_back({address, std::move(bytes)});
}

std::vector<Instruction> complete_program(const UopTable& sequence, const HardwareConfig& config, DramLayout& layout,
                                          Program& program) {
  const std::uint64_t uops = layout.allocate(sequence.bytes(), Buffer::uop);
  add_region(program, uops, bytes_of(sequence.words()));
  std::vector<Instruction> instructions = sequence.place(element_at(uops, Buffer::uop, config));
  instructions.emplace_back(Finish{});
  instructions = insert_tokens(instructions, config, program.regions);
  add_instructions(instructions, layout, program);
  program.dram_bytes = layout.end();
  return instructions;
}

}  // namespace vtasim
