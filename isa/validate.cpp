#include "isa/validate.h"

#include <fmt/format.h>

#include "isa/base/error.h"
#include "isa/instruction_stream.h"
#include "isa/semantics.h"

namespace vtasim::isa {
namespace {

// Addresses have 32 bits.
constexpr std::uint64_t kLargestDram = std::uint64_t{1} << 32;
// The RTL's fetch unit reads 64-bit halves (FetchWideVME.scala asserts the alignment).
constexpr std::uint64_t kFetchAlignment = 8;

void check_regions(const Program& program) {
  for (std::size_t i = 0; i < program.regions.size(); ++i) {
    const Region& region = program.regions[i];
    if (region.address > program.dram_bytes || region.bytes.size() > program.dram_bytes - region.address) {
      throw Error(fmt::format("program \"{}\": region {}: {} bytes at {:#x} reach past dram_bytes {:#x}", program.name,
                              i, region.bytes.size(), region.address, program.dram_bytes));
    }
  }
}

void check_memory(const Program& program, std::size_t index, const char* what, Buffer buffer, const MemFields& mem,
                  std::uint32_t rows, const HardwareConfig& config) {
  if (mem.x_size == 0 || rows == 0) return;
  const auto element_bytes = static_cast<std::uint64_t>(config.element_bytes(buffer));
  const std::uint64_t begin = dram_address(mem, element_bytes);
  const std::uint64_t end = begin + (std::uint64_t{rows - 1} * mem.x_stride + mem.x_size) * element_bytes;
  if (end > program.dram_bytes) {
    throw Error(
        fmt::format("program \"{}\": instruction {}: {} {} of {} rows of {} elements from address {:#x} on reaches "
                    "{:#x}, past dram_bytes {:#x}",
                    program.name, index, what, to_string(buffer), rows, mem.x_size, begin, end, program.dram_bytes));
  }
}

void check_alu(const Program& program, std::size_t index, const Alu& alu, const HardwareConfig& config) {
  if (static_cast<AluOp>(alu.op) != AluOp::mul || config.alu_mul) return;
  throw Error(fmt::format(
      "program \"{}\": instruction {}: ALU: operation is 4 (mul); {} decodes 0 (min), 1 (max), 2 (add), 3 (shr): its "
      "shell has no \"alu_mul\": true",
      program.name, index, config.name));
}

}  // namespace

void for_each_valid_instruction(const Program& program, const HardwareConfig& config, const InstructionVisitor& visit) {
  if (program.dram_bytes > kLargestDram) {
    throw Error(fmt::format("program \"{}\": dram_bytes is {}; legal are 0 to {} (32-bit addresses)", program.name,
                            program.dram_bytes, kLargestDram));
  }
  if (program.insn_count == 0)
    throw Error(fmt::format("program \"{}\": insn_count is 0; legal are 1 and up", program.name));
  if (program.insn_addr % kFetchAlignment != 0) {
    throw Error(fmt::format("program \"{}\": insn_addr is {:#x}; it must be a multiple of {}", program.name,
                            program.insn_addr, kFetchAlignment));
  }
  check_regions(program);
  for_each_instruction(program, [&](std::size_t i, const Instruction& instruction) {
    if (const auto* load = std::get_if<Load>(&instruction)) {
      check_memory(program, i, "LOAD", static_cast<Buffer>(load->buffer), *load, load->y_size, config);
    } else if (const auto* store = std::get_if<Store>(&instruction)) {
      check_memory(program, i, "STORE", Buffer::out, *store, store_rows(*store, config), config);
    } else if (const auto* alu = std::get_if<Alu>(&instruction)) {
      check_alu(program, i, *alu, config);
    }
    visit(i, instruction);
  });
}

std::vector<Instruction> validate(const Program& program, const HardwareConfig& config) {
  std::vector<Instruction> instructions;
  for_each_valid_instruction(program, config,
                             [&](std::size_t, const Instruction& insn) { instructions.push_back(insn); });
  return instructions;
}

}  // namespace vtasim::isa
