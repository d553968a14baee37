#include "isa/program.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/error.h"

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
  const std::uint64_t size = std::uint64_t{insn_count} * kInstructionBytes;
  if (insn_addr > dram_bytes || size > dram_bytes - insn_addr) {
    throw Error(fmt::format("program \"{}\": insn_count {} at insn_addr {:#x} reaches past dram_bytes {:#x}", name,
                            insn_count, insn_addr, dram_bytes));
  }
  std::vector<std::uint8_t> bytes(size, 0);
  copy_image(regions, insn_addr, size, bytes.data());
  try {
    return decode_stream(bytes.data(), bytes.size());
  } catch (const Error& error) {
    throw Error(fmt::format("program \"{}\": {}", name, error.what()));
  }
}

}  // namespace vtasim
