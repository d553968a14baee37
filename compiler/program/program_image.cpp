#include "compiler/program/program_image.h"

#include <utility>

#include "compiler/codegen/tokens.h"
#include "isa/base/append_word.h"
#include "isa/instruction_stream.h"

namespace vtasim::compiler {
namespace {

std::vector<std::uint8_t> bytes_of(const std::vector<std::uint32_t>& words) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(4 * words.size());
  for (const std::uint32_t word : words) append_word(word, bytes);
  return bytes;
}

}  // namespace

void add_region(isa::Program& program, std::uint64_t address, std::vector<std::uint8_t> bytes) {
  if (!bytes.empty()) program.regions.push_back({address, std::move(bytes)});
}

void add_instructions(const std::vector<isa::Instruction>& instructions, DramLayout& layout, isa::Program& program) {
  std::vector<std::uint8_t> bytes = encode_stream(instructions);
  // No buffer holds instructions; an element of uop is as small as any.
  program.insn_addr = layout.allocate(static_cast<std::int64_t>(bytes.size()), isa::Buffer::uop);
  program.insn_count = static_cast<std::uint32_t>(instructions.size());
  add_region(program, program.insn_addr, std::move(bytes));
  program.dram_bytes = layout.end();
}

std::vector<isa::Instruction> complete_program(const UopTable& sequence, const isa::HardwareConfig& config,
                                               DramLayout& layout, isa::Program& program) {
  const std::uint64_t uops = layout.allocate(sequence.bytes(), isa::Buffer::uop);
  add_region(program, uops, bytes_of(sequence.words()));
  std::vector<isa::Instruction> instructions = sequence.place(element_at(uops, isa::Buffer::uop, config));
  instructions.emplace_back(isa::Finish{});
  instructions = insert_tokens(instructions, config, program.regions);
  add_instructions(instructions, layout, program);
  return instructions;
}

}  // namespace vtasim::compiler
