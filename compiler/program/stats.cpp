#include "compiler/program/stats.h"

#include <algorithm>

#include "compiler/program/compile_stats.h"
#include "isa/base/saturating.h"
#include "isa/rules/compute_cycles.h"
#include "isa/rules/transfer.h"

namespace vtasim::compiler {
namespace {

void count(const isa::Load& load, const isa::HardwareConfig& config, CompileStats& stats) {
  const isa::Transfer transfer = transfer_of(load, config);
  const std::int64_t beats = beats_of(transfer, config);
  const auto bytes = static_cast<std::int64_t>(transfer.bytes());
  stats.read_bytes += bytes;
  stats.read_bytes_by_buffer[load.buffer] += bytes;
  stats.least.read += beats;
  if (module_of(load) == isa::Module::compute) stats.least.compute += beats;
}

void count(const isa::Store& store, const isa::HardwareConfig& config, CompileStats& stats) {
  const isa::Transfer transfer = transfer_of(store, config);
  stats.write_bytes += static_cast<std::int64_t>(transfer.bytes());
  stats.least.store += store_cycles_of(transfer, config);
}

void count(const isa::Gemm& gemm, const isa::HardwareConfig&, CompileStats& stats) {
  stats.gemm_ops += static_cast<std::int64_t>(loop_counts(gemm).total());
}

void count(const isa::Alu& alu, const isa::HardwareConfig&, CompileStats& stats) {
  stats.alu_cycles += static_cast<std::int64_t>(loop_counts(alu).total()) * isa::alu_cycles(alu.use_imm != 0);
}

void count(const isa::Finish&, const isa::HardwareConfig&, CompileStats&) {}

std::int64_t reset_ops(const std::vector<isa::Instruction>& instructions) {
  std::int64_t ops = 0;
  for (const isa::Instruction& instruction : instructions) {
    const auto* gemm = std::get_if<isa::Gemm>(&instruction);
    if (gemm != nullptr && gemm->reset != 0) ops += static_cast<std::int64_t>(loop_counts(*gemm).total());
  }
  return ops;
}

}  // namespace

std::int64_t LeastCycles::bound() const { return std::max({compute, read, store}); }

LeastCycles operator+(const LeastCycles& a, const LeastCycles& b) {
  return {saturating_sum({a.compute, b.compute}), saturating_sum({a.read, b.read}), saturating_sum({a.store, b.store})};
}

void count_instructions(const std::vector<isa::Instruction>& instructions, std::uint64_t insn_addr,
                        const isa::HardwareConfig& config, CompileStats& stats) {
  for (const isa::Instruction& instruction : instructions) {
    std::visit([&](const auto& insn) { count(insn, config, stats); }, instruction);
  }
  stats.least.compute += stats.gemm_ops + stats.alu_cycles;
  stats.least.read += beats_of({insn_addr, instructions.size() * isa::kInstructionBytes, 1, 0}, config);
  const std::int64_t products = stats.gemm_ops - reset_ops(instructions);
  const std::int64_t lanes = std::int64_t{config.block} * config.block;
  if (products > 0) {
    stats.lane_efficiency = static_cast<double>(stats.useful_macs) / static_cast<double>(lanes * products);
  }
}

}  // namespace vtasim::compiler
