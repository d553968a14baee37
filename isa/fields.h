#pragma once

#include <string_view>
#include <type_traits>

#include "isa/instruction.h"

namespace vtasim::isa {

/// A field of an instruction: `width` bits from bit `offset` of the 128. No field crosses bit 64.
struct Field {
  std::string_view name;
  unsigned offset = 0;
  unsigned width = 0;
  constexpr std::uint32_t largest() const { return static_cast<std::uint32_t>((std::uint64_t{1} << width) - 1); }
};

inline constexpr unsigned kOpcodeBits = 3;

template <class T>
constexpr Opcode opcode_of() {
  if constexpr (std::is_same_v<T, Load>) return Opcode::load;
  if constexpr (std::is_same_v<T, Store>) return Opcode::store;
  if constexpr (std::is_same_v<T, Gemm>) return Opcode::gemm;
  if constexpr (std::is_same_v<T, Alu>) return Opcode::alu;
  return Opcode::finish;
}

/// "LOAD", "STORE", "GEMM", "ALU" or "FINISH".
constexpr std::string_view mnemonic(Opcode opcode) {
  constexpr std::string_view kNames[] = {"LOAD", "STORE", "GEMM", "FINISH", "ALU"};
  return kNames[static_cast<std::size_t>(opcode)];
}

/// The field table: calls visit(Field, value&) for every field of an instruction but the opcode, in order of its bits.
/// Encoding, decoding, range checks and tests all come from here (layout: Decode.scala, first member in the high bits).
template <class T, class Visit>
constexpr void visit_fields(T& insn, Visit&& visit) {
  using Insn = std::remove_const_t<T>;
  visit(Field{"pop_prev", 3, 1}, insn.deps.pop_prev);
  visit(Field{"pop_next", 4, 1}, insn.deps.pop_next);
  visit(Field{"push_prev", 5, 1}, insn.deps.push_prev);
  visit(Field{"push_next", 6, 1}, insn.deps.push_next);
  if constexpr (std::is_same_v<Insn, Load> || std::is_same_v<Insn, Store>) {
    visit(Field{"buffer", 7, 3}, insn.buffer);
    visit(Field{"sram_base", 10, 16}, insn.sram_base);
    visit(Field{"dram_base", 26, 32}, insn.dram_base);
    visit(Field{"reserved0", 58, 6}, insn.reserved0);
    visit(Field{"y_size", 64, 16}, insn.y_size);
    visit(Field{"x_size", 80, 16}, insn.x_size);
    visit(Field{"x_stride", 96, 16}, insn.x_stride);
    visit(Field{"y_pad_0", 112, 4}, insn.y_pad_0);
    visit(Field{"y_pad_1", 116, 4}, insn.y_pad_1);
    visit(Field{"x_pad_0", 120, 4}, insn.x_pad_0);
    visit(Field{"x_pad_1", 124, 4}, insn.x_pad_1);
  } else if constexpr (std::is_same_v<Insn, Finish>) {
    visit(Field{"reserved0", 7, 25}, insn.reserved[0]);
    visit(Field{"reserved1", 32, 32}, insn.reserved[1]);
    visit(Field{"reserved2", 64, 32}, insn.reserved[2]);
    visit(Field{"reserved3", 96, 32}, insn.reserved[3]);
  } else {
    visit(Field{"reset", 7, 1}, insn.reset);
    visit(Field{"uop_begin", 8, 13}, insn.uop_begin);
    visit(Field{"uop_end", 21, 14}, insn.uop_end);
    visit(Field{"iter_out", 35, 14}, insn.iter_out);
    visit(Field{"iter_in", 49, 14}, insn.iter_in);
    visit(Field{"reserved0", 63, 1}, insn.reserved0);
    if constexpr (std::is_same_v<Insn, Gemm>) {
      visit(Field{"acc_factor_out", 64, 11}, insn.acc_factor_out);
      visit(Field{"acc_factor_in", 75, 11}, insn.acc_factor_in);
      visit(Field{"inp_factor_out", 86, 11}, insn.inp_factor_out);
      visit(Field{"inp_factor_in", 97, 11}, insn.inp_factor_in);
      visit(Field{"wgt_factor_out", 108, 10}, insn.wgt_factor_out);
      visit(Field{"wgt_factor_in", 118, 10}, insn.wgt_factor_in);
    } else {
      visit(Field{"dst_factor_out", 64, 11}, insn.dst_factor_out);
      visit(Field{"dst_factor_in", 75, 11}, insn.dst_factor_in);
      visit(Field{"src_factor_out", 86, 11}, insn.src_factor_out);
      visit(Field{"src_factor_in", 97, 11}, insn.src_factor_in);
      visit(Field{"op", 108, 3}, insn.op);
      visit(Field{"use_imm", 111, 1}, insn.use_imm);
      visit(Field{"imm", 112, 16}, insn.imm);
    }
  }
}

}  // namespace vtasim::isa
