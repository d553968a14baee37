#include "isa/assembly/write_assembly.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace vtasim::isa {
namespace {

constexpr std::ptrdiff_t kBytesOfALine = 32;

/// Fewer zeros in a row are written as bytes.
constexpr std::ptrdiff_t kFewestZeros = 2 * kBytesOfALine;

using Bytes = const std::uint8_t*;

bool not_zero(std::uint8_t byte) { return byte != 0; }

/// The first place from `begin` on at which enough zeros follow, or a line's end.
Bytes end_of_line(Bytes begin, Bytes end) {
  const Bytes line_end = begin + std::min(end - begin, kBytesOfALine);
  for (Bytes zero = std::find(begin, line_end, 0); zero != line_end; zero = std::find(zero, line_end, 0)) {
    const Bytes behind = std::find_if(zero, zero + std::min(end - zero, kFewestZeros), not_zero);
    if (behind - zero >= kFewestZeros) return zero;
    zero = std::min(behind, line_end);
  }
  return line_end;
}

void write_bytes(Bytes begin, Bytes end, const Listener& listener) {
  while (begin != end) {
    Bytes next = std::find_if(begin, end, not_zero);
    if (next - begin >= kFewestZeros) {
      listener(fmt::format("    zeros {}\n", next - begin));
    } else {
      next = end_of_line(begin, end);
      listener(fmt::format("    bytes {:02x}\n", fmt::join(begin, next, " ")));
    }
    begin = next;
  }
}

/// A piece [begin, end) of a region, by addresses, under a line of its own.
void write_piece(const char* what, const Region& region, std::uint64_t begin, std::uint64_t end,
                 const Listener& listener) {
  if (begin >= end) return;
  listener(fmt::format("{} at {:#x}:\n", what, begin));
  const Bytes bytes = region.bytes.data();
  write_bytes(bytes + (begin - region.address), bytes + (end - region.address), listener);
}

}  // namespace

void write_data(const Case& written, const Listener& listener) {
  const Program& program = written.program;
  listener(fmt::format("dram {} bytes\ninstructions at {:#x}\n", program.dram_bytes, program.insn_addr));
  const std::uint64_t insn_end = program.insn_addr + std::uint64_t{program.insn_count} * kInstructionBytes;
  for (const Region& region : program.regions) {
    const std::uint64_t end = region.address + region.bytes.size();
    write_piece("data", region, region.address, std::min(end, program.insn_addr), listener);
    write_piece("data", region, std::max(region.address, insn_end), end, listener);
  }
  for (const Region& region : written.outputs) {
    write_piece("expect", region, region.address, region.address + region.bytes.size(), listener);
  }
}

}  // namespace vtasim::isa
