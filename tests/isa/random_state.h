#pragma once

#include <rapidcheck.h>

#include <random>

#include "configs.h"
#include "isa/semantics.h"

namespace vtasim::isa {

/// A field's value: any that fits `bits`.
inline std::uint32_t any_bits(unsigned bits) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint32_t>()) & ((1u << bits) - 1);
}

/// low to high, both included, whatever the size.
inline std::uint32_t any_of(std::uint32_t low, std::uint32_t high) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(low, high + 1));
}

/// A legal configuration with small scratchpads, so that indices wrap.
inline HardwareConfig any_small_config() {
  const auto log = [](std::uint32_t low, std::uint32_t high) { return static_cast<int>(any_of(low, high)); };
  const int log_block = log(3, 6);
  return config_of(log_block, {log(3, 6), log(3, 6), log(1, 4), log(3, 6)});
}

/// Scratchpads full of random values, small ones among them: equal inputs are likely, and so are extremes.
inline ArchState any_state(const HardwareConfig& config) {
  ArchState state(config);
  std::mt19937 random(any_bits(31));
  constexpr std::int32_t kExtremes[] = {0, -1, 1, INT32_MIN, INT32_MAX, -128, 127};
  for (auto& value : state.uop) value = static_cast<std::uint32_t>(random());
  for (auto& value : state.inp) value = random() % 8 == 0 ? std::int8_t{-128} : static_cast<std::int8_t>(random());
  for (auto& value : state.wgt) value = random() % 8 == 0 ? std::int8_t{-128} : static_cast<std::int8_t>(random());
  for (auto& value : state.acc)
    value = random() % 4 == 0 ? kExtremes[random() % 7] : static_cast<std::int32_t>(random());
  for (auto& value : state.out) value = static_cast<std::int8_t>(random());
  return state;
}

inline bool same(const ArchState& a, const ArchState& b) {
  return a.dram == b.dram && a.uop == b.uop && a.inp == b.inp && a.wgt == b.wgt && a.acc == b.acc && a.out == b.out;
}

/// A GEMM of a few hundred operations at most.
inline Gemm any_gemm() {
  Gemm gemm;
  gemm.uop_begin = any_bits(13);
  gemm.uop_end = (gemm.uop_begin + any_of(1, 9)) & 0x3fff;
  gemm.iter_out = any_of(1, 6);
  gemm.iter_in = any_of(1, 12);
  // Factors of 0 keep a tile or a sum for many operations; the others go anywhere.
  const auto factor = [](unsigned bits) { return any_of(0, 2) == 0 ? 0 : any_bits(bits); };
  gemm.acc_factor_out = factor(11);
  gemm.acc_factor_in = factor(11);
  gemm.inp_factor_out = factor(11);
  gemm.inp_factor_in = factor(11);
  gemm.wgt_factor_out = factor(10);
  gemm.wgt_factor_in = factor(10);
  return gemm;
}

/// An ALU instruction of a few thousand operations at most, any operation, with an immediate or registers.
inline Alu any_alu() {
  Alu alu;
  alu.uop_begin = any_bits(13);
  alu.uop_end = (alu.uop_begin + (any_of(0, 2) == 0 ? 1 : any_of(1, 9))) & 0x3fff;
  alu.iter_out = any_of(1, 6);
  alu.iter_in = any_of(1, 60);
  const auto factor = [] { return any_of(0, 1) == 0 ? any_of(0, 2) : any_bits(11); };
  alu.dst_factor_out = factor();
  alu.dst_factor_in = factor();
  alu.src_factor_out = factor();
  alu.src_factor_in = factor();
  alu.op = any_bits(2);
  alu.use_imm = any_bits(1);
  alu.imm = any_of(0, 1) == 0 ? any_bits(16) : (any_of(0, 80) - 40) & 0xffff;
  return alu;
}

/// A small LOAD of any scratchpad, or STORE.
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

}  // namespace vtasim::isa
