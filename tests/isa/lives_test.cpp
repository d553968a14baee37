#include "isa/lives.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>

#include "random_state.h"
#include "tests/support/program_builder.h"
#include "touched_entries.h"

namespace vtasim::isa {
namespace {

Instruction any_instruction() {
  switch (any_of(0, 5)) {
    case 0:
      return any_alu();
    case 1:
    case 2: {
      Gemm gemm = any_gemm();
      gemm.reset = any_bits(1);
      return gemm;
    }
    case 3: {
      Store store = any_mem<Store>();
      store.x_stride = any_bits(4);
      // 65,536 rows, or a unit that hangs.
      store.y_size = std::max(store.y_size, std::uint32_t{1});
      return store;
    }
    default: {
      Load load = any_mem<Load>();
      load.x_stride = any_bits(4);
      return load;
    }
  }
}

/// What every instruction touches, operation by operation.
std::vector<Touched> touched_of(const std::vector<Instruction>& instructions, const Program& program,
                                const HardwareConfig& config, ArchState& state) {
  std::vector<Touched> all;
  state.reset(config);
  state.dram = program.image();
  for (const Instruction& instruction : instructions) {
    const auto* load = std::get_if<Load>(&instruction);
    if (load != nullptr && static_cast<Buffer>(load->buffer) == Buffer::uop) execute(instruction, config, state);
    all.push_back({config, state.uop, {}, {}});
    std::visit(all.back(), instruction);
  }
  return all;
}

TEST_CASE("Lives are those of each entry by itself") {
  rc::prop("any program", [] {
    const HardwareConfig config = any_small_config();
    std::vector<Instruction> instructions;
    for (std::uint32_t n = any_of(1, 12); n > 0; --n) instructions.push_back(any_instruction());
    Program program = program_of(instructions, 1 << 20);
    Region uops;
    for (int n = 0; n < 1024; ++n) uops.bytes.push_back(static_cast<std::uint8_t>(any_bits(8)));
    program.regions.push_back(uops);

    ArchState state;
    std::vector<Touched> touched = touched_of(instructions, program, config, state);
    const std::vector<LifeChanges> lives = lives_of(program, config);
    RC_ASSERT(lives.size() == instructions.size() + 1);  // And FINISH.
    for (int b = 0; b < kBufferCount; ++b) {
      const auto buffer = static_cast<Buffer>(b);
      const auto i_b = static_cast<std::size_t>(b);
      std::uint32_t live = 0;
      for (std::size_t i = 0; i < instructions.size(); ++i) {
        std::uint32_t begun = 0;
        std::uint32_t expected = 0;
        for (std::uint32_t entry = 0; entry < static_cast<std::uint32_t>(config.depth(buffer)); ++entry) {
          const auto reads = [&](std::size_t n) { return of(touched[n].reads, buffer).count(entry) != 0; };
          const auto writes = [&](std::size_t n) { return of(touched[n].writes, buffer).count(entry) != 0; };
          bool before = false;  // Somebody has touched it.
          for (std::size_t n = 0; n < i; ++n) before |= reads(n) || writes(n);
          bool needed = false;  // Somebody reads it yet.
          for (std::size_t n = i + 1; n < instructions.size(); ++n) {
            needed = reads(n);
            if (reads(n) || writes(n)) break;
          }
          const bool here = reads(i) || writes(i);
          if (here || (before && needed)) ++expected;
          if (here && (!reads(i) || !before)) ++begun;
        }
        live += lives[i].begun[i_b];
        RC_ASSERT(lives[i].begun[i_b] == begun);
        RC_ASSERT(live == expected);
        RC_ASSERT(lives[i].ended[i_b] <= live);
        live -= lives[i].ended[i_b];
      }
      RC_ASSERT(live == 0U);
      RC_ASSERT(lives.back().begun[i_b] == 0U);
      RC_ASSERT(lives.back().ended[i_b] == 0U);
    }
  });
}

TEST_CASE("Lives of a small program, by hand") {
  const HardwareConfig config = block16();
  Gemm reset;
  reset.reset = 1;
  reset.uop_end = reset.iter_out = 1;
  reset.iter_in = 4;
  reset.acc_factor_in = 1;
  Gemm sum = reset;
  sum.reset = 0;
  sum.inp_factor_in = 1;
  Alu shift;
  shift.uop_end = shift.iter_out = 1;
  shift.iter_in = 4;
  shift.dst_factor_in = shift.src_factor_in = 1;
  shift.op = 3;
  shift.use_imm = 1;
  const auto lives = lives_of(program_of({load(Buffer::uop, 1, 1), load(Buffer::inp, 1, 6), load(Buffer::wgt, 1, 1),
                                          reset, sum, shift, store(4), load(Buffer::inp, 1, 2)},
                                         4096),
                              config);
  const auto check = [&](std::size_t i, const EntryCounts& begun, const EntryCounts& ended) {
    INFO(i);
    CHECK(lives[i].begun == begun);
    CHECK(lives[i].ended == ended);
  };
  REQUIRE(lives.size() == 9);
  // uop, wgt, inp, acc, out
  check(0, {1, 0, 0, 0, 0}, {0, 0, 0, 0, 0});
  check(1, {0, 0, 6, 0, 0}, {0, 0, 2, 0, 0});  // Two of the LOAD nobody reads.
  check(2, {0, 1, 0, 0, 0}, {0, 0, 0, 0, 0});
  check(3, {0, 0, 0, 4, 0}, {0, 0, 0, 0, 0});
  check(4, {0, 0, 0, 0, 4}, {0, 1, 4, 0, 4});  // The ALU writes out again.
  check(5, {0, 0, 0, 0, 4}, {1, 0, 0, 4, 0});
  check(6, {0, 0, 0, 0, 0}, {0, 0, 0, 0, 4});
  check(7, {0, 0, 2, 0, 0}, {0, 0, 2, 0, 0});
}

TEST_CASE("What is read before it was written lives from its first reader on") {
  const auto lives = lives_of(program_of({store(8), store(4)}, 4096), block16());
  CHECK(lives[0].begun == EntryCounts{0, 0, 0, 0, 8});
  CHECK(lives[0].ended == EntryCounts{0, 0, 0, 0, 4});
  CHECK(lives[1].begun == EntryCounts{});
  CHECK(lives[1].ended == EntryCounts{0, 0, 0, 0, 4});
}

}  // namespace
}  // namespace vtasim::isa
