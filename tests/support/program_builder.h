#pragma once

#include <string>
#include <vector>

#include "isa/encoding.h"
#include "isa/program.h"

namespace vtasim {

/// A program of the given instructions, FINISH added at the end where `finish`, in a DRAM of zeros; `data_bytes` bytes
/// from address 0 on are free for data.
inline isa::Program program_of(std::vector<isa::Instruction> instructions, std::size_t data_bytes = 0,
                               bool finish = true) {
  if (finish) instructions.emplace_back(isa::Finish{});
  isa::Program program;
  program.name = "program";
  program.insn_addr = (data_bytes + 4095) / 4096 * 4096 + 4096;
  program.insn_count = static_cast<std::uint32_t>(instructions.size());
  program.dram_bytes = program.insn_addr + instructions.size() * isa::kInstructionBytes;
  isa::Region region;
  region.address = program.insn_addr;
  for (const isa::Instruction& instruction : instructions) {
    const auto bytes = encode(instruction);
    region.bytes.insert(region.bytes.end(), bytes.begin(), bytes.end());
  }
  program.regions.push_back(std::move(region));
  return program;
}

/// Micro-ops as they lie in DRAM from `address` on.
inline isa::Region uop_region(std::uint64_t address, const std::vector<isa::Uop>& uops) {
  isa::Region region;
  region.address = address;
  for (const isa::Uop& uop : uops) {
    const std::uint32_t word = encode(uop);
    for (int shift = 0; shift < 32; shift += 8) region.bytes.push_back(static_cast<std::uint8_t>(word >> shift));
  }
  return region;
}

/// A LOAD of `rows` x `width` elements from DRAM element 0 to scratchpad element 0.
inline isa::Load load(isa::Buffer buffer, std::uint32_t rows, std::uint32_t width, std::uint32_t stride = 0) {
  isa::Load l;
  l.buffer = static_cast<std::uint32_t>(buffer);
  l.y_size = rows;
  l.x_size = width;
  l.x_stride = stride;
  return l;
}

inline isa::Load with_deps(isa::Load l, isa::Deps deps) {
  l.deps = deps;
  return l;
}

/// A STORE of one row.
inline isa::Store store(std::uint32_t width, isa::Deps deps = {}) {
  isa::Store s;
  s.deps = deps;
  s.y_size = width == 0 ? 0 : 1;
  s.x_size = width;
  return s;
}

}  // namespace vtasim
