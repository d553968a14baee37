#include "isa/dumps/dumped_program.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/base/ceil_div.h"
#include "isa/base/error.h"
#include "isa/instruction.h"
#include "isa/validate.h"

namespace vtasim::isa {
namespace {

// Addresses have 32 bits.
constexpr std::uint64_t kLargestDram = std::uint64_t{1} << 32;
// VTA's drivers give out DRAM in pages.
constexpr std::uint64_t kPageBytes = 4096;

std::uint64_t end_of(const Region& region) { return region.address + region.bytes.size(); }

std::string shown(const DumpedRegion& dumped) {
  return fmt::format("{} ({:#x} to {:#x})", dumped.where, dumped.region.address, end_of(dumped.region));
}

/// Those with bytes, by address. Throws Error where two share some.
std::vector<const DumpedRegion*> ordered(const std::vector<DumpedRegion>& regions) {
  std::vector<const DumpedRegion*> list;
  for (const DumpedRegion& dumped : regions) {
    if (!dumped.region.bytes.empty()) list.push_back(&dumped);
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const DumpedRegion* a, const DumpedRegion* b) { return a->region.address < b->region.address; });
  for (std::size_t i = 1; i < list.size(); ++i) {
    if (end_of(list[i - 1]->region) <= list[i]->region.address) continue;
    throw Error(fmt::format("{} and {} overlap", shown(*list[i - 1]), shown(*list[i])));
  }
  return list;
}

/// Throws Error for instructions of which a byte is in none of `regions`, by address: DRAM is zero there, which would
/// decode as something.
void check_instructions(const DumpedProgram& dumped, const std::vector<const DumpedRegion*>& regions) {
  const std::uint64_t end = dumped.insn_addr + dumped.insn_count * kInstructionBytes;
  std::uint64_t reached = dumped.insn_addr;
  for (const DumpedRegion* piece : regions) {
    if (piece->region.address <= reached) reached = std::max(reached, end_of(piece->region));
  }
  if (reached >= end) return;
  throw Error(fmt::format("program \"{}\": {} instructions from {:#x} to {:#x} are not in the dump: byte {:#x} is not",
                          dumped.name, dumped.insn_count, dumped.insn_addr, end, reached));
}

std::uint64_t dram_bytes_of(const DumpedProgram& dumped) {
  std::uint64_t used = 0;
  std::uint64_t limit = kLargestDram;
  if (dumped.dram_bytes) limit = std::min(limit, *dumped.dram_bytes);
  for (const auto* regions : {&dumped.before, &dumped.after}) {
    for (const DumpedRegion& piece : *regions) {
      used = std::max(used, end_of(piece.region));
      if (used <= limit) continue;
      throw Error(fmt::format("{}: reaches past the end of DRAM, {:#x}{}", shown(piece), limit,
                              limit == kLargestDram ? " (addresses have 32 bits)" : ""));
    }
  }
  return dumped.dram_bytes.value_or(ceil_div(used, kPageBytes) * kPageBytes);
}

std::vector<Region> regions_of(const std::vector<const DumpedRegion*>& dumped) {
  std::vector<Region> regions;
  for (const DumpedRegion* piece : dumped) regions.push_back(piece->region);
  return regions;
}

}  // namespace

Case case_of(const DumpedProgram& dumped) {
  Case result;
  Program& program = result.program;
  program.name = dumped.name;
  program.config = dumped.hardware.name;
  program.insn_addr = dumped.insn_addr;
  program.insn_count = static_cast<std::uint32_t>(dumped.insn_count);
  program.dram_bytes = dram_bytes_of(dumped);
  const std::vector<const DumpedRegion*> before = ordered(dumped.before);
  check_instructions(dumped, before);
  program.regions = regions_of(before);
  result.outputs = regions_of(ordered(dumped.after));
  result.has_outputs = !result.outputs.empty();
  result.hardware = dumped.hardware;
  validate(program, dumped.hardware);
  return result;
}

}  // namespace vtasim::isa
