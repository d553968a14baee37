#include "sim/generate/index_reach.h"

#include <algorithm>

namespace vtasim::generate {
namespace {

using isa::Buffer;

template <typename Insn>
bool uops_in_range(const Insn& insn, const isa::HardwareConfig& config) {
  return insn.uop_begin < insn.uop_end && insn.uop_end <= static_cast<std::uint32_t>(config.uop_depth);
}

/// The furthest that two loops get from where a micro-op points.
std::uint64_t reach(const isa::LoopCounts& counts, std::uint32_t out_factor, std::uint32_t in_factor) {
  return std::uint64_t{counts.out - 1} * out_factor + std::uint64_t{counts.in - 1} * in_factor;
}

bool fits(std::uint64_t last, Buffer buffer, const isa::HardwareConfig& config) {
  return last < static_cast<std::uint64_t>(config.depth(buffer));
}

}  // namespace

bool in_range(const isa::Gemm& gemm, const isa::HardwareConfig& config, const std::vector<std::uint32_t>& uops) {
  if (!uops_in_range(gemm, config)) return false;
  const isa::LoopCounts counts = loop_counts(gemm);
  const std::uint64_t acc = reach(counts, gemm.acc_factor_out, gemm.acc_factor_in);
  const std::uint64_t inp = reach(counts, gemm.inp_factor_out, gemm.inp_factor_in);
  const std::uint64_t wgt = reach(counts, gemm.wgt_factor_out, gemm.wgt_factor_in);
  return std::all_of(uops.begin() + gemm.uop_begin, uops.begin() + gemm.uop_end, [&](std::uint32_t word) {
    const isa::Uop uop = isa::decode_uop(word);
    return fits(uop.acc + acc, Buffer::acc, config) && fits(uop.inp + inp, Buffer::inp, config) &&
           fits(uop.wgt + wgt, Buffer::wgt, config);
  });
}

bool in_range(const isa::Alu& alu, const isa::HardwareConfig& config, const std::vector<std::uint32_t>& uops) {
  if (!uops_in_range(alu, config)) return false;
  const isa::LoopCounts counts = loop_counts(alu);
  const std::uint64_t dst = reach(counts, alu.dst_factor_out, alu.dst_factor_in);
  const std::uint64_t src = reach(counts, alu.src_factor_out, alu.src_factor_in);
  return std::all_of(uops.begin() + alu.uop_begin, uops.begin() + alu.uop_end, [&](std::uint32_t word) {
    const isa::Uop uop = isa::decode_uop(word);
    const std::uint32_t from = alu_src(uop, static_cast<std::uint32_t>(config.inp_depth));
    return fits(uop.acc + dst, Buffer::acc, config) && fits(from + src, Buffer::acc, config);
  });
}

std::uint32_t entries_of(const isa::Load& load) {
  return (load.y_pad_0 + load.y_size + load.y_pad_1) * (load.x_pad_0 + load.x_size + load.x_pad_1);
}

bool in_range(const isa::Load& load, const isa::HardwareConfig& config) {
  return load.y_size > 0 && load.x_size > 0 &&
         fits(std::uint64_t{load.sram_base} + entries_of(load) - 1, static_cast<Buffer>(load.buffer), config);
}

bool in_range(const isa::Store& store, const isa::HardwareConfig& config) {
  return store.y_size > 0 && store.x_size > 0 &&
         fits(std::uint64_t{store.sram_base} + std::uint64_t{store.y_size} * store.x_size - 1, Buffer::out, config);
}

}  // namespace vtasim::generate
