#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>

#include "configs.h"
#include "isa/semantics.h"
#include "plain_semantics.h"
#include "random_state.h"
#include "tests/support/simd_targets.h"

namespace vtasim::isa {
namespace {

Alu with_imm(AluOp op, int imm) {
  Alu alu;
  alu.uop_end = 1;
  alu.iter_out = 1;
  alu.iter_in = 1;
  alu.op = static_cast<std::uint32_t>(op);
  alu.use_imm = 1;
  alu.imm = static_cast<std::uint32_t>(imm) & 0xffffu;
  return alu;
}

Alu with_registers(AluOp op, int imm = 0) {
  Alu alu = with_imm(op, imm);
  alu.use_imm = 0;
  return alu;
}

/// acc[1] = op(acc[2], imm) on one value.
std::int32_t result(AluOp op, std::int32_t value, int imm) {
  const HardwareConfig config = block16();
  ArchState state(config);
  state.uop[0] = encode(Uop{1, 2, 0});
  state.acc[2 * 16 + 7] = value;
  state.acc[1 * 16 + 7] = 12345;
  execute(with_imm(op, imm), config, state);
  REQUIRE(state.acc[2 * 16 + 7] == value);
  REQUIRE(state.out[1 * 16 + 7] == static_cast<std::int8_t>(state.acc[1 * 16 + 7]));
  REQUIRE(state.out[2 * 16 + 7] == 0);
  return state.acc[1 * 16 + 7];
}

/// acc[1] = op(acc[1], acc[2]) on one value each.
std::int32_t register_result(AluOp op, std::int32_t dst, std::int32_t src, int imm = 0) {
  const HardwareConfig config = block16();
  ArchState state(config);
  state.uop[0] = encode(Uop{1, 2, 0});
  state.acc[1 * 16 + 7] = dst;
  state.acc[2 * 16 + 7] = src;
  execute(with_registers(op, imm), config, state);
  REQUIRE(state.acc[2 * 16 + 7] == src);
  REQUIRE(state.out[1 * 16 + 7] == static_cast<std::int8_t>(state.acc[1 * 16 + 7]));
  return state.acc[1 * 16 + 7];
}

TEST_CASE("Operations with an immediate read src") {
  CHECK(result(AluOp::min, 5, 3) == 3);
  CHECK(result(AluOp::min, -5, 3) == -5);
  CHECK(result(AluOp::min, 5, -3) == -3);
  CHECK(result(AluOp::max, 5, 3) == 5);
  CHECK(result(AluOp::max, -5, -3) == -3);
  CHECK(result(AluOp::add, 5, -32768) == -32763);
  CHECK(result(AluOp::add, INT32_MAX, 1) == INT32_MIN);
  CHECK(result(AluOp::shr, -9, 1) == -5);
  CHECK(result(AluOp::shr, 9, 0) == 9);
  CHECK(result(AluOp::shr, 1 << 30, 30) == 1);
  CHECK(result(AluOp::shr, 64, 33) == 32);  // Five bits of the amount count.
}

TEST_CASE("A negative immediate shifts left") {
  CHECK(result(AluOp::shr, 3, -1) == 6);
  CHECK(result(AluOp::shr, -3, -4) == -48);
  CHECK(result(AluOp::shr, 3, -31) == INT32_MIN);
  CHECK(result(AluOp::shr, 3, -32) == 3);
  CHECK(result(AluOp::shr, 3, -33) == 6);
  CHECK(result(AluOp::shr, 3, -32768) == 3);
}

TEST_CASE("Operations with registers read dst and src") {
  CHECK(register_result(AluOp::min, 5, 3) == 3);
  CHECK(register_result(AluOp::max, 5, 3) == 5);
  CHECK(register_result(AluOp::add, 5, 3) == 8);
  CHECK(register_result(AluOp::add, INT32_MIN, -1) == INT32_MAX);
  CHECK(register_result(AluOp::shr, -9, 1) == -5);
  CHECK(register_result(AluOp::shr, 64, 35) == 8);
  // The amount's own sign does not matter, but the sign of the immediate that is not used does.
  CHECK(register_result(AluOp::shr, 64, -30) == 16);
  CHECK(register_result(AluOp::shr, 64, -2, -1) == 256);
  CHECK(register_result(AluOp::shr, 1, 2, -1) == 1 << 30);
}

TEST_CASE("MUL, an extension, keeps the low 32 bits of the product") {
  CHECK(result(AluOp::mul, 7, -3) == -21);
  CHECK(result(AluOp::mul, 1 << 20, 1 << 13) == 0);
  CHECK(register_result(AluOp::mul, -128, 127) == -16256);
  CHECK(register_result(AluOp::mul, 65537, 65537) == 131073);
}

TEST_CASE("src is u2 above the address bits of inp, u1 below, modulo the depth of acc") {
  const HardwareConfig config = config_of(4, {5, 3, 3, 6});  // inp 8 deep, acc 64
  ArchState state(config);
  for (int entry = 0; entry < 64; ++entry) state.acc[static_cast<std::size_t>(entry) * 16] = entry;
  state.uop[0] = encode(Uop{0, 5, 3});
  execute(with_imm(AluOp::add, 0), config, state);
  CHECK(state.acc[0] == 3 * 8 + 5);
  state.uop[0] = encode(Uop{0, 13, 3});  // The bits are or-ed, not added: 24 | 13.
  execute(with_imm(AluOp::add, 0), config, state);
  CHECK(state.acc[0] == 29);
  state.uop[0] = encode(Uop{0, 5, 1023});
  execute(with_imm(AluOp::add, 0), config, state);
  CHECK(state.acc[0] == (1023 * 8 + 5) % 64);
}

TEST_CASE("An operation with an immediate does not see what the one before it writes, the next one does") {
  const HardwareConfig config = block16();
  ArchState state(config);
  // acc[1] = acc[0] + 1, acc[2] = acc[1] + 1, acc[3] = acc[1] + 1.
  state.uop = {encode(Uop{1, 0, 0}), encode(Uop{2, 1, 0}), encode(Uop{3, 1, 0})};
  state.uop.resize(2048);
  state.acc[0] = 100;
  state.acc[16] = 200;
  Alu alu = with_imm(AluOp::add, 1);
  alu.uop_end = 3;
  execute(alu, config, state);
  CHECK(state.acc[16] == 101);
  CHECK(state.acc[2 * 16] == 201);
  CHECK(state.acc[3 * 16] == 102);
  // The instruction after sees everything.
  alu.uop_begin = 1;
  alu.uop_end = 2;
  execute(alu, config, state);
  CHECK(state.acc[2 * 16] == 102);
}

TEST_CASE("With registers src comes too early, dst does not") {
  const HardwareConfig config = block16();
  ArchState state(config);
  // acc[1] += acc[0], acc[1] += acc[1]: the second takes the new acc[1] as dst and the old as src.
  state.uop = {encode(Uop{1, 0, 0}), encode(Uop{1, 1, 0})};
  state.uop.resize(2048);
  state.acc[0] = 100;
  state.acc[16] = 1;
  Alu alu = with_registers(AluOp::add);
  alu.uop_end = 2;
  execute(alu, config, state);
  CHECK(state.acc[16] == 102);
}

TEST_CASE("ALU is the plain loops to the bit, on every instruction set") {
  for_each_simd_target([](const std::string& name) {
    rc::prop(name, [] {
      const HardwareConfig config = any_small_config();
      ArchState state = any_state(config);
      ArchState plain = state;
      const Alu alu = any_alu();
      execute(alu, config, state);
      execute_plainly(alu, config, plain);
      RC_ASSERT(same(state, plain));
    });
  });
}

TEST_CASE("Loops that are one, and loops of which one has one iteration, are the plain loops to the bit") {
  for_each_simd_target([](const std::string& name) {
    rc::prop(name, [] {
      const HardwareConfig config = any_small_config();
      ArchState state = any_state(config);
      ArchState plain = state;
      Alu alu = any_alu();
      if (any_bits(1) == 0) alu.uop_end = (alu.uop_begin + 1) & 0x3fff;
      alu.iter_out = any_of(1, 60);
      alu.iter_in = any_of(1, 4);
      // The outer loop goes on where the inner one ends, modulo the depth of acc, or nearly so.
      const auto mask = static_cast<std::uint32_t>(config.acc_depth) - 1;
      alu.dst_factor_out = alu.iter_in * alu.dst_factor_in & mask;
      alu.src_factor_out = (alu.iter_in * alu.src_factor_in + (any_of(0, 3) == 0 ? 1 : 0)) & mask;
      execute(alu, config, state);
      execute_plainly(alu, config, plain);
      RC_ASSERT(same(state, plain));
    });
  });
}

TEST_CASE("A read comes too early for the operation before and for no other, however far into a run") {
  const HardwareConfig config = block16();
  for (std::uint32_t late = 1; late < 600; ++late) {
    for (const std::uint32_t before : {1u, 2u, 255u, 256u, 257u, 511u}) {
      if (before > late) continue;
      ArchState state(config);
      for (std::uint32_t u = 0; u < 600; ++u) state.uop[u] = encode(Uop{u, 1000, 0});
      state.uop[late] = encode(Uop{late, late - before, 0});
      Alu alu = with_imm(AluOp::add, 1);
      alu.uop_end = 600;
      execute(alu, config, state);
      // All are 1 but for the late one, which adds 1 to what it reads: 0 before the write lands, 1 after.
      for (std::uint32_t u = 0; u < 600; ++u) {
        if (state.acc[u * 16] != (u == late && before > 1 ? 2 : 1))
          FAIL(u << ", " << late << " reads " << before << " before");
      }
    }
  }
}

}  // namespace
}  // namespace vtasim::isa
