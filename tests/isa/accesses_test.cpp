#include "isa/accesses.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <set>

#include "configs.h"
#include "isa/hazards.h"
#include "random_state.h"

namespace vtasim::isa {
namespace {

/// Entries by buffer.
using Entries = std::array<std::set<std::uint32_t>, kBufferCount>;

std::set<std::uint32_t>& of(Entries& entries, Buffer buffer) { return entries[static_cast<std::size_t>(buffer)]; }

Entries entries_of(const std::vector<ScratchpadRange>& ranges, const HardwareConfig& config) {
  Entries entries;
  for (const ScratchpadRange& range : ranges) {
    for (std::uint32_t n = 0; n < range.count; ++n) {
      of(entries, range.buffer).insert((range.begin + n) % static_cast<std::uint32_t>(config.depth(range.buffer)));
    }
  }
  return entries;
}

/// Reads and writes of every single operation, entry by entry.
struct Touched {
  const HardwareConfig& config;
  const std::vector<std::uint32_t>& uops;
  Entries reads, writes;

  void touch(Entries& entries, Buffer buffer, std::uint64_t entry) const {
    of(entries, buffer).insert(static_cast<std::uint32_t>(entry % static_cast<std::uint64_t>(config.depth(buffer))));
  }
  template <class Insn, class Operation>
  void each(const Insn& insn, Operation&& operation) {
    const LoopCounts counts = loop_counts(insn);
    for (std::uint64_t o = 0; o < counts.out; ++o) {
      for (std::uint64_t i = 0; i < counts.in; ++i) {
        for (std::uint32_t u = 0; u < counts.uops; ++u) {
          const std::uint32_t at = (insn.uop_begin + u) % static_cast<std::uint32_t>(config.uop_depth);
          touch(reads, Buffer::uop, at);
          operation(o, i, decode_uop(uops[at]));
        }
      }
    }
  }
  void operator()(const Gemm& gemm) {
    each(gemm, [&](std::uint64_t o, std::uint64_t i, Uop uop) {
      const std::uint64_t acc = uop.acc + o * gemm.acc_factor_out + i * gemm.acc_factor_in;
      touch(writes, Buffer::acc, acc);
      if (gemm.reset != 0) return;
      touch(reads, Buffer::acc, acc);
      touch(writes, Buffer::out, acc);
      touch(reads, Buffer::inp, uop.inp + o * gemm.inp_factor_out + i * gemm.inp_factor_in);
      touch(reads, Buffer::wgt, uop.wgt + o * gemm.wgt_factor_out + i * gemm.wgt_factor_in);
    });
  }
  void operator()(const Alu& alu) {
    each(alu, [&](std::uint64_t o, std::uint64_t i, Uop uop) {
      const std::uint64_t dst = uop.acc + o * alu.dst_factor_out + i * alu.dst_factor_in;
      const std::uint64_t src = (uop.wgt * static_cast<std::uint64_t>(config.inp_depth) | uop.inp) +
                                o * alu.src_factor_out + i * alu.src_factor_in;
      touch(reads, Buffer::acc, src);
      if (alu.use_imm == 0) touch(reads, Buffer::acc, dst);
      touch(writes, Buffer::acc, dst);
      touch(writes, Buffer::out, dst);
    });
  }
  void operator()(const Load& load) {
    if (load.x_size == 0 || load.y_size == 0) return;
    const std::uint32_t width = load.x_pad_0 + load.x_size + load.x_pad_1;
    for (std::uint32_t y = 0; y < load.y_pad_0 + load.y_size + load.y_pad_1; ++y) {
      for (std::uint32_t x = 0; x < width; ++x) {
        touch(writes, static_cast<Buffer>(load.buffer), load.sram_base + y * width + x);
      }
    }
  }
  void operator()(const Store& store) {
    const std::uint32_t rows = store.x_size == 0 ? 0 : store_rows(store, config);
    for (std::uint32_t y = 0; y < rows; ++y) {
      for (std::uint32_t x = 0; x < store.x_size; ++x)
        touch(reads, Buffer::out, store.sram_base + y * store.x_size + x);
    }
  }
  void operator()(const Finish&) {}
};

void check_exact(const Instruction& instruction, const HardwareConfig& config, const std::vector<std::uint32_t>& uops) {
  Touched touched{config, uops, {}, {}};
  std::visit(touched, instruction);
  const Accesses accesses = accesses_of(instruction, config, uops);
  RC_ASSERT(entries_of(accesses.reads, config) == touched.reads);
  RC_ASSERT(entries_of(accesses.writes, config) == touched.writes);
}

template <class Mem>
Mem any_mem() {
  Mem mem;
  mem.buffer = any_of(0, 3);
  mem.sram_base = any_bits(16);
  mem.y_size = any_of(0, 5);
  mem.x_size = any_of(0, 6);
  mem.x_stride = any_bits(16);
  mem.y_pad_0 = any_of(0, 2);
  mem.y_pad_1 = any_of(0, 2);
  mem.x_pad_0 = any_of(0, 2);
  mem.x_pad_1 = any_of(0, 2);
  return mem;
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
