#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <numeric>

#include "configs.h"
#include "isa/gemm_kernel.h"
#include "isa/semantics.h"
#include "plain_semantics.h"
#include "random_state.h"
#include "tests/support/simd_targets.h"

namespace vtasim::isa {
namespace {

Gemm once() {
  Gemm gemm;
  gemm.uop_end = 1;
  gemm.iter_out = 1;
  gemm.iter_in = 1;
  return gemm;
}

TEST_CASE("A GEMM operation adds a tile times a vector to acc, and out gets the low 8 bits") {
  const HardwareConfig config = block16();
  ArchState state(config);
  state.uop[0] = encode(Uop{3, 2, 1});
  // inp 2 is (1, 2, ..., 16); row 0 of tile 1 is all 1, row 5 picks lane 15, row 6 is all -128.
  for (std::size_t k = 0; k < 16; ++k) {
    state.inp[2 * 16 + k] = static_cast<std::int8_t>(k + 1);
    state.wgt[256 + k] = 1;
    state.wgt[256 + 6 * 16 + k] = -128;
  }
  state.wgt[256 + 5 * 16 + 15] = 1;
  state.acc[3 * 16] = 1000;
  execute(once(), config, state);
  CHECK(state.acc[3 * 16] == 1136);  // 1000 + 136
  CHECK(state.out[3 * 16] == static_cast<std::int8_t>(0x70));
  CHECK(state.acc[3 * 16 + 5] == 16);
  CHECK(state.out[3 * 16 + 5] == 16);
  CHECK(state.acc[3 * 16 + 6] == -17408);  // -128 x 136 = -0x4400
  CHECK(state.out[3 * 16 + 6] == 0);
  execute(once(), config, state);
  CHECK(state.acc[3 * 16] == 1272);
  CHECK(std::accumulate(state.acc.begin(), state.acc.end(), 0) == 1272 + 32 - 2 * 17408);
}

TEST_CASE("Sums wrap at 32 bits") {
  const HardwareConfig config = block16();
  ArchState state(config);
  state.inp[0] = 1;
  state.wgt[0] = 1;
  state.acc[0] = INT32_MAX;
  execute(once(), config, state);
  CHECK(state.acc[0] == INT32_MIN);
  CHECK(state.out[0] == 0);
}

TEST_CASE("A GEMM with reset zeroes acc and leaves out alone") {
  const HardwareConfig config = block16();
  ArchState state(config);
  std::fill(state.acc.begin(), state.acc.end(), 7);
  std::fill(state.out.begin(), state.out.end(), std::int8_t{7});
  Gemm reset = once();
  reset.reset = 1;
  reset.iter_out = 2;
  reset.iter_in = 3;
  reset.acc_factor_out = 2047;  // 2047 + 2 wraps to 1
  reset.acc_factor_in = 1;
  execute(reset, config, state);
  // Entries 0 to 2 and 2047, 0, 1.
  for (std::size_t entry = 0; entry < 2048; ++entry) {
    const bool hit = entry < 3 || entry == 2047;
    CHECK(state.acc[entry * 16] == (hit ? 0 : 7));
    CHECK(state.acc[entry * 16 + 15] == (hit ? 0 : 7));
  }
  CHECK(std::count(state.out.begin(), state.out.end(), 7) == 2048 * 16);
}

TEST_CASE("Loops add their factors, outer and inner") {
  const HardwareConfig config = block16();
  ArchState state(config);
  state.uop[0] = encode(Uop{10, 20, 30});
  Gemm gemm = once();
  gemm.iter_out = 2;
  gemm.iter_in = 3;
  gemm.acc_factor_out = 100;
  gemm.acc_factor_in = 1;
  gemm.inp_factor_out = 200;
  gemm.inp_factor_in = 2;
  gemm.wgt_factor_out = 300;
  gemm.wgt_factor_in = 3;
  for (std::size_t o = 0; o < 2; ++o) {
    for (std::size_t i = 0; i < 3; ++i) {
      state.inp[(20 + 200 * o + 2 * i) * 16] = static_cast<std::int8_t>(1 + 10 * o + i);
      state.wgt[(30 + 300 * o + 3 * i) * 256] = 2;
    }
  }
  execute(gemm, config, state);
  for (std::size_t o = 0; o < 2; ++o) {
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(state.acc[(10 + 100 * o + i) * 16] == static_cast<std::int32_t>(2 * (1 + 10 * o + i)));
    }
  }
}

TEST_CASE("Counters of 0 are 16,384 iterations") {
  const HardwareConfig config = block16();
  ArchState state(config);
  state.inp[0] = 1;
  state.wgt[0] = 3;
  Gemm gemm = once();
  gemm.iter_in = 0;
  execute(gemm, config, state);
  CHECK(state.acc[0] == 3 * 16384);
  gemm = once();
  gemm.uop_begin = 5;
  gemm.uop_end = 5;
  execute(gemm, config, state);
  CHECK(state.acc[0] == 6 * 16384);
}

TEST_CASE("GEMM is the plain loops to the bit, on every instruction set") {
  for_each_simd_target([](const std::string& name) {
    rc::prop(name, [] {
      const HardwareConfig config = any_small_config();
      ArchState state = any_state(config);
      ArchState plain = state;
      Gemm gemm = any_gemm();
      gemm.reset = any_of(0, 7) == 0 ? 1 : 0;
      execute(gemm, config, state);
      execute_plainly(gemm, config, plain);
      RC_ASSERT(same(state, plain));
    });
  });
}

TEST_CASE("Long runs with one tile and with many are the plain loops to the bit") {
  for_each_simd_target([](const std::string& name) {
    rc::prop(name, [] {
      const HardwareConfig config = any_small_config();
      ArchState state = any_state(config);
      ArchState plain = state;
      Gemm gemm = any_gemm();
      gemm.iter_in = any_of(250, 300);
      gemm.wgt_factor_in = any_of(0, 1);
      execute(gemm, config, state);
      execute_plainly(gemm, config, plain);
      RC_ASSERT(same(state, plain));
    });
  });
}

}  // namespace
}  // namespace vtasim::isa
