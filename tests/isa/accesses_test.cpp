#include "isa/accesses.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <set>

#include "configs.h"
#include "isa/hazards.h"
#include "random_state.h"
#include "touched_entries.h"

namespace vtasim::isa {
namespace {

Entries entries_of(const std::vector<ScratchpadRange>& ranges, const HardwareConfig& config) {
  Entries entries;
  for (const ScratchpadRange& range : ranges) {
    for (std::uint32_t n = 0; n < range.count; ++n) {
      of(entries, range.buffer).insert((range.begin + n) % static_cast<std::uint32_t>(config.depth(range.buffer)));
    }
  }
  return entries;
}

void check_exact(const Instruction& instruction, const HardwareConfig& config, const std::vector<std::uint32_t>& uops) {
  Touched touched{config, uops, {}, {}};
  std::visit(touched, instruction);
  const Accesses accesses = accesses_of(instruction, config, uops);
  RC_ASSERT(entries_of(accesses.reads, config) == touched.reads);
  RC_ASSERT(entries_of(accesses.writes, config) == touched.writes);
}

TEST_CASE("Accesses are exactly the entries that the operations touch") {
  rc::prop("GEMM", [] {
    const HardwareConfig config = any_small_config();
    Gemm gemm = any_gemm();
    gemm.reset = any_bits(1);
    check_exact(gemm, config, any_state(config).uop);
  });
  rc::prop("ALU", [] {
    const HardwareConfig config = any_small_config();
    check_exact(any_alu(), config, any_state(config).uop);
  });
  rc::prop("LOAD", [] {
    const HardwareConfig config = any_small_config();
    check_exact(any_mem<Load>(), config, any_state(config).uop);
  });
  rc::prop("STORE", [] {
    const HardwareConfig config = any_small_config();
    check_exact(any_mem<Store>(), config, any_state(config).uop);
  });
  check_exact(Finish{}, block16(), {});
}

TEST_CASE("Accesses are what execute() changes and depends on") {
  rc::prop("entries that are not written keep their value", [] {
    const HardwareConfig config = any_small_config();
    ArchState state = any_state(config);
    const ArchState before = state;
    const Instruction instruction = any_bits(1) == 0 ? Instruction(any_gemm()) : Instruction(any_alu());
    execute(instruction, config, state);
    Entries writes = entries_of(accesses_of(instruction, config, before.uop).writes, config);
    const auto block = static_cast<std::size_t>(config.block);
    for (std::size_t lane = 0; lane < state.acc.size(); ++lane) {
      const auto entry = static_cast<std::uint32_t>(lane / block);
      RC_ASSERT(state.acc[lane] == before.acc[lane] || of(writes, Buffer::acc).count(entry) == 1);
      RC_ASSERT(state.out[lane] == before.out[lane] || of(writes, Buffer::out).count(entry) == 1);
    }
  });
  rc::prop("entries that are not read do not matter", [] {
    const HardwareConfig config = any_small_config();
    ArchState state = any_state(config);
    const Instruction instruction = any_bits(1) == 0 ? Instruction(any_gemm()) : Instruction(any_alu());
    Accesses accesses = accesses_of(instruction, config, state.uop);
    Entries reads = entries_of(accesses.reads, config);
    Entries writes = entries_of(accesses.writes, config);
    const auto block = static_cast<std::size_t>(config.block);
    ArchState other = state;
    for (std::size_t lane = 0; lane < state.acc.size(); ++lane) {
      if (of(reads, Buffer::acc).count(static_cast<std::uint32_t>(lane / block)) == 0) other.acc[lane] ^= 0x5a5a5a5a;
    }
    for (std::size_t lane = 0; lane < state.inp.size(); ++lane) {
      if (of(reads, Buffer::inp).count(static_cast<std::uint32_t>(lane / block)) == 0) other.inp[lane] ^= 0x5a;
    }
    for (std::size_t lane = 0; lane < state.wgt.size(); ++lane) {
      const auto entry = static_cast<std::uint32_t>(lane / (block * block));
      if (of(reads, Buffer::wgt).count(entry) == 0) other.wgt[lane] ^= 0x5a;
    }
    execute(instruction, config, state);
    execute(instruction, config, other);
    for (std::size_t lane = 0; lane < state.acc.size(); ++lane) {
      const bool written = of(writes, Buffer::acc).count(static_cast<std::uint32_t>(lane / block)) == 1;
      RC_ASSERT(!written || state.acc[lane] == other.acc[lane]);
    }
  });
}

TEST_CASE("Ranges are maximal, ascending by scratchpad and do not cross the end") {
  rc::prop("GEMM and ALU", [] {
    const HardwareConfig config = any_small_config();
    const Instruction instruction = any_bits(1) == 0 ? Instruction(any_gemm()) : Instruction(any_alu());
    Accesses accesses = accesses_of(instruction, config, any_state(config).uop);
    std::array<std::uint32_t, kBufferCount> ends{};
    for (const ScratchpadRange& range : accesses.writes) {
      std::uint32_t& end = ends[static_cast<std::size_t>(range.buffer)];
      RC_ASSERT(range.count > 0 && (range.begin > end || end == 0));
      end = range.begin + range.count;
      RC_ASSERT(end <= static_cast<std::uint32_t>(config.depth(range.buffer)));
    }
  });
}

TEST_CASE("Contiguous accesses are one range") {
  const HardwareConfig config = block16();
  const std::vector<std::uint32_t> uops(2048);
  Gemm gemm;
  gemm.uop_end = 1;
  gemm.iter_out = 14;
  gemm.iter_in = 16;
  gemm.acc_factor_out = 16;
  gemm.acc_factor_in = 1;
  const Accesses accesses = accesses_of(gemm, config, uops);
  REQUIRE(accesses.writes.size() == 2);
  CHECK(accesses.writes[0].buffer == Buffer::acc);
  CHECK(accesses.writes[0].begin == 0);
  CHECK(accesses.writes[0].count == 224);
  CHECK(accesses.writes[1].buffer == Buffer::out);
}

}  // namespace
}  // namespace vtasim::isa
