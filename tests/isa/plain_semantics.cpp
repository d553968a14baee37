#include "plain_semantics.h"

#include <algorithm>
#include <optional>

namespace vtasim::isa {
namespace {

using Lanes = std::vector<std::int32_t>;

struct Scratchpads {
  const HardwareConfig& config;
  ArchState& state;

  std::size_t lane(std::uint64_t entry, int k) const {
    return static_cast<std::size_t>(entry) * static_cast<std::size_t>(config.block) + static_cast<std::size_t>(k);
  }
  Lanes acc(std::uint64_t entry) const {
    Lanes lanes;
    for (int k = 0; k < config.block; ++k) lanes.push_back(state.acc[lane(entry, k)]);
    return lanes;
  }
  void write(std::uint64_t entry, const Lanes& lanes) const {
    for (int k = 0; k < config.block; ++k) {
      state.acc[lane(entry, k)] = lanes[static_cast<std::size_t>(k)];
      state.out[lane(entry, k)] = static_cast<std::int8_t>(lanes[static_cast<std::size_t>(k)]);
    }
  }
};

template <class Insn, class Operation>
void for_each_operation(const Insn& insn, const HardwareConfig& config, const ArchState& state, Operation&& operation) {
  const LoopCounts counts = loop_counts(insn);
  for (std::uint64_t o = 0; o < counts.out; ++o) {
    for (std::uint64_t i = 0; i < counts.in; ++i) {
      for (std::uint64_t u = 0; u < counts.uops; ++u) {
        const std::uint64_t at = (insn.uop_begin + u) % 16384 % static_cast<std::uint64_t>(config.uop_depth);
        operation(o, i, decode_uop(state.uop[static_cast<std::size_t>(at)]));
      }
    }
  }
}

std::int32_t alu(const Alu& insn, std::int32_t a, std::int32_t b) {
  const auto wide = static_cast<std::int64_t>(a);
  if (insn.op == static_cast<std::uint32_t>(AluOp::min)) return a < b ? a : b;
  if (insn.op == static_cast<std::uint32_t>(AluOp::max)) return a < b ? b : a;
  if (insn.op == static_cast<std::uint32_t>(AluOp::add)) return static_cast<std::int32_t>(wide + b);
  const bool left = insn.imm >= 0x8000;
  const auto amount = static_cast<std::int64_t>(b) & 31;
  // Powers of two instead of shifts; a floor where the dividend is negative.
  if (left) return static_cast<std::int32_t>(wide * (std::int64_t{1} << ((32 - amount) % 32)));
  const std::int64_t power = std::int64_t{1} << amount;
  return static_cast<std::int32_t>(wide / power - (wide % power < 0 ? 1 : 0));
}

}  // namespace

void execute_plainly(const Gemm& gemm, const HardwareConfig& config, ArchState& state) {
  const Scratchpads pads{config, state};
  for_each_operation(gemm, config, state, [&](std::uint64_t o, std::uint64_t i, Uop uop) {
    const auto depth = [&](Buffer buffer) { return static_cast<std::uint64_t>(config.depth(buffer)); };
    const auto acc = (uop.acc + o * gemm.acc_factor_out + i * gemm.acc_factor_in) % depth(Buffer::acc);
    const auto inp = (uop.inp + o * gemm.inp_factor_out + i * gemm.inp_factor_in) % depth(Buffer::inp);
    const auto wgt = (uop.wgt + o * gemm.wgt_factor_out + i * gemm.wgt_factor_in) % depth(Buffer::wgt);
    Lanes lanes = pads.acc(acc);
    if (gemm.reset != 0) {
      for (int k = 0; k < config.block; ++k) state.acc[pads.lane(acc, k)] = 0;
      return;
    }
    for (int row = 0; row < config.block; ++row) {
      std::int64_t sum = lanes[static_cast<std::size_t>(row)];
      for (int k = 0; k < config.block; ++k) {
        sum +=
            state.inp[pads.lane(inp, k)] *
            state.wgt[pads.lane(wgt * static_cast<std::uint64_t>(config.block) + static_cast<std::uint64_t>(row), k)];
      }
      lanes[static_cast<std::size_t>(row)] = static_cast<std::int32_t>(sum);
    }
    pads.write(acc, lanes);
  });
}

void execute_plainly(const Alu& insn, const HardwareConfig& config, ArchState& state) {
  const Scratchpads pads{config, state};
  struct Write {
    std::uint64_t entry;
    Lanes lanes;
  };
  std::optional<Write> in_flight;  // Lands after the next operation has read its source.
  for_each_operation(insn, config, state, [&](std::uint64_t o, std::uint64_t i, Uop uop) {
    const auto depth = static_cast<std::uint64_t>(config.acc_depth);
    const auto dst = (uop.acc + o * insn.dst_factor_out + i * insn.dst_factor_in) % depth;
    const auto from_uop = (std::uint64_t{uop.wgt} * static_cast<std::uint64_t>(config.inp_depth)) | uop.inp;
    const auto src = (from_uop + o * insn.src_factor_out + i * insn.src_factor_in) % depth;
    const Lanes source = pads.acc(src);
    if (in_flight) pads.write(in_flight->entry, in_flight->lanes);
    Lanes lanes = pads.acc(dst);
    for (std::size_t k = 0; k < lanes.size(); ++k) {
      lanes[k] = insn.use_imm != 0 ? alu(insn, source[k], insn.immediate()) : alu(insn, lanes[k], source[k]);
    }
    in_flight = Write{dst, lanes};
  });
  if (in_flight) pads.write(in_flight->entry, in_flight->lanes);
}

}  // namespace vtasim::isa
