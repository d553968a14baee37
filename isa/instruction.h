#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "isa/hardware_config.h"

namespace vtasim::isa {

/// Bytes of an instruction in DRAM; little-endian.
inline constexpr std::size_t kInstructionBytes = 16;

/// Opcode field, bits 0 to 2 of an instruction (VTA's ISA.scala).
enum class Opcode : std::uint8_t { load = 0, store = 1, gemm = 2, finish = 3, alu = 4 };

/// ALU operations (bits 108 to 110). The RTL decodes the first four; MUL and up trip an assertion. MUL is for
/// configurations that declare it (HardwareConfig::alu_mul), which validate() checks.
enum class AluOp : std::uint8_t { min = 0, max = 1, add = 2, shr = 3, mul = 4 };
inline constexpr int kAluOpCount = 5;
std::string_view to_string(AluOp op);

/// The module whose queue an instruction goes to.
enum class Module : std::uint8_t { load = 0, compute = 1, store = 2 };
inline constexpr int kModuleCount = 3;
std::string_view to_string(Module module);

/// Dependency bits. For load, "next" is compute; for compute, "prev" is load and "next" is store; for store, "prev"
/// is compute. Bits a module has no neighbour for are kept and ignored, as the hardware does.
struct Deps {
  std::uint32_t pop_prev = 0;
  std::uint32_t pop_next = 0;
  std::uint32_t push_prev = 0;
  std::uint32_t push_next = 0;
};

// Every field is an unsigned 32-bit integer, whatever its width, so that one table can describe all of them;
// `imm` of ALU holds the 16 raw bits, see Alu::immediate(). Fields named reserved* are kept through decode and encode.

/// LOAD (dram -> scratchpad) and STORE (out -> dram): a 2-D copy of y_size rows of x_size elements, DRAM rows x_stride
/// elements apart; LOAD writes x_pad/y_pad zero elements around it. Units: elements of the buffer.
struct MemFields {
  Deps deps;
  std::uint32_t buffer = 0;     ///< 3 bits, a Buffer; ignored by STORE.
  std::uint32_t sram_base = 0;  ///< 16 bits
  std::uint32_t dram_base = 0;  ///< 32 bits
  std::uint32_t reserved0 = 0;  ///< 6 bits
  std::uint32_t y_size = 0;     ///< 16 bits
  std::uint32_t x_size = 0;     ///< 16 bits; 0: the instruction only moves tokens
  std::uint32_t x_stride = 0;   ///< 16 bits
  std::uint32_t y_pad_0 = 0;    ///< 4 bits each: rows above, below; columns left, right
  std::uint32_t y_pad_1 = 0;
  std::uint32_t x_pad_0 = 0;
  std::uint32_t x_pad_1 = 0;
};
struct Load : MemFields {};
struct Store : MemFields {};

/// Two nested loops around a range of micro-ops. For GEMM: acc[u0 + ...] += wgt[u2 + ...] * inp[u1 + ...].
struct Gemm {
  Deps deps;
  std::uint32_t reset = 0;           ///< 1 bit: write zero to acc instead
  std::uint32_t uop_begin = 0;       ///< 13 bits
  std::uint32_t uop_end = 0;         ///< 14 bits
  std::uint32_t iter_out = 0;        ///< 14 bits; 0 means 16,384
  std::uint32_t iter_in = 0;         ///< 14 bits; 0 means 16,384
  std::uint32_t reserved0 = 0;       ///< 1 bit
  std::uint32_t acc_factor_out = 0;  ///< 11 bits
  std::uint32_t acc_factor_in = 0;   ///< 11 bits
  std::uint32_t inp_factor_out = 0;  ///< 11 bits
  std::uint32_t inp_factor_in = 0;   ///< 11 bits
  std::uint32_t wgt_factor_out = 0;  ///< 10 bits
  std::uint32_t wgt_factor_in = 0;   ///< 10 bits
};

/// acc[dst] = op(acc[src], imm) with use_imm, otherwise acc[dst] = op(acc[dst], acc[src]); dst and src from the
/// micro-ops and loops as in GEMM.
struct Alu {
  Deps deps;
  std::uint32_t reset = 0;  ///< 1 bit, ignored by the RTL
  std::uint32_t uop_begin = 0;
  std::uint32_t uop_end = 0;
  std::uint32_t iter_out = 0;
  std::uint32_t iter_in = 0;
  std::uint32_t reserved0 = 0;
  std::uint32_t dst_factor_out = 0;  ///< 11 bits each
  std::uint32_t dst_factor_in = 0;
  std::uint32_t src_factor_out = 0;
  std::uint32_t src_factor_in = 0;
  std::uint32_t op = 0;       ///< 3 bits, an AluOp
  std::uint32_t use_imm = 0;  ///< 1 bit
  std::uint32_t imm = 0;      ///< 16 raw bits
  std::int32_t immediate() const { return static_cast<std::int16_t>(imm); }
};

/// Ends the run once compute reaches it.
struct Finish {
  Deps deps;
  std::array<std::uint32_t, 4> reserved{};  ///< bits 7..31, 32..63, 64..95, 96..127
};

using Instruction = std::variant<Load, Store, Gemm, Alu, Finish>;

/// A micro-op as it lies in DRAM and in the uop scratchpad: 32 bits, u0 (dst/acc) 11, u1 (src/inp) 11, u2 (wgt) 10.
struct Uop {
  std::uint32_t acc = 0;
  std::uint32_t inp = 0;
  std::uint32_t wgt = 0;
};
inline constexpr std::size_t kUopBytes = 4;
inline constexpr unsigned kUopAccBits = 11;
inline constexpr unsigned kUopInpBits = 11;
inline constexpr unsigned kUopWgtBits = 10;
constexpr std::uint32_t low_bits(std::uint32_t value, unsigned bits) { return value & ((1u << bits) - 1); }
constexpr std::uint32_t encode(Uop u) {
  return low_bits(u.acc, kUopAccBits) | low_bits(u.inp, kUopInpBits) << kUopAccBits |
         low_bits(u.wgt, kUopWgtBits) << (kUopAccBits + kUopInpBits);
}
constexpr Uop decode_uop(std::uint32_t w) {
  return {low_bits(w, kUopAccBits), low_bits(w >> kUopAccBits, kUopInpBits), w >> (kUopAccBits + kUopInpBits)};
}
/// The acc entry that a micro-op names as source of an ALU operation: u2 above the address bits of inp, u1 below
/// (src_offset in TensorAlu.scala).
constexpr std::uint32_t alu_src(Uop u, std::uint32_t inp_depth) { return u.wgt * inp_depth | u.inp; }

/// Module that runs it: LOAD of inp and wgt -> load; LOAD of uop and acc, GEMM, ALU, FINISH -> compute; STORE -> store.
Module module_of(const Instruction& instruction);
const Deps& deps_of(const Instruction& instruction);
Deps& deps_of(Instruction& instruction);

/// Iterations of the loops of a GEMM or ALU; wrap-around as the RTL's 14-bit counters have it: iter 0 is 16,384, and
/// uop_end equal to uop_begin is 16,384 micro-ops.
struct LoopCounts {
  std::uint32_t out = 0;
  std::uint32_t in = 0;
  std::uint32_t uops = 0;
  std::uint64_t total() const { return std::uint64_t{out} * in * uops; }
};
LoopCounts loop_counts(const Gemm& gemm);
LoopCounts loop_counts(const Alu& alu);

}  // namespace vtasim::isa
