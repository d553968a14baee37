#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "isa/alu_kernel.h"
#include "isa/execute.h"
#include "isa/hazards.h"

namespace vtasim::isa {
namespace {

constexpr std::size_t kMaxBlock = 64;

AluFunction function_of(const Alu& alu) {
  switch (static_cast<AluOp>(alu.op)) {
    case AluOp::min:
      return AluFunction::min;
    case AluOp::max:
      return AluFunction::max;
    case AluOp::add:
      return AluFunction::add;
    case AluOp::mul:
      return AluFunction::mul;
    case AluOp::shr:
      break;
  }
  // The sign of the instruction's immediate decides, also where the amount comes from acc (fixme_alu_op in
  // TensorAlu.scala).
  return alu.immediate() < 0 ? AluFunction::shl : AluFunction::shr;
}

/// Whether both add up: the outer loop begins where the inner one ends.
bool continues(const AluLoop& outer, const AluLoop& inner, std::uint32_t mask) {
  return ((outer.step.dst - inner.count * inner.step.dst) & mask) == 0 &&
         ((outer.step.src - inner.count * inner.step.src) & mask) == 0;
}

/// The loops as few long ones: all operations in the inner one where that can be.
void join_loops(AluOperations& operations, std::uint32_t mask) {
  AluLoop& outer = operations.outer;
  AluLoop& inner = operations.inner;
  if (inner.count == 1) {
    std::swap(outer, inner);
  } else if (continues(outer, inner, mask)) {
    inner.count *= outer.count;
    outer.count = 1;
  }
}

/// Runs operations one by one, for the pipeline reads src one cycle too early to see what the operation before wrote
/// (read in stage 3, write in stage 4, no bypass): such a read gets the value before that write.
void run_with_late_writes(const AluMemory& memory, const AluOperations& operations) {
  std::array<std::int32_t, kMaxBlock> overwritten;  // By the operation before,
  std::optional<std::uint32_t> overwritten_entry;   // in this entry.
  const auto run = [&](AluEntries entries) {
    std::array<std::int32_t, kMaxBlock> current;
    std::copy_n(memory.acc + entries.dst * memory.block, memory.block, current.begin());
    AluMemory seen = memory;
    const std::uint32_t dst = entries.dst;
    if (entries.src == overwritten_entry) {
      seen.source = overwritten.data();
      entries.src = 0;
    }
    AluOperations one = operations;
    one.outer.count = one.inner.count = 1;
    one.entries = &entries;
    one.count = 1;
    alu_run(seen, one);
    overwritten = current;
    overwritten_entry = dst;
  };
  const AluLoop& outer = operations.outer;
  const AluLoop& inner = operations.inner;
  const auto mask = static_cast<std::uint32_t>(memory.entries) - 1;
  for (std::uint32_t o = 0; o < outer.count; ++o) {
    for (std::uint32_t i = 0; i < inner.count; ++i) {
      for (std::size_t n = 0; n < operations.count; ++n) {
        const AluEntries& entries = operations.entries[n];
        run({(entries.dst + o * outer.step.dst + i * inner.step.dst) & mask,
             (entries.src + o * outer.step.src + i * inner.step.src) & mask});
      }
    }
  }
}

}  // namespace

void execute(const Alu& alu, const HardwareConfig& config, ArchState& state) {
  const LoopCounts counts = loop_counts(alu);
  const auto uop_mask = static_cast<std::uint32_t>(config.uop_depth) - 1;
  const auto inp_depth = static_cast<std::uint32_t>(config.inp_depth);
  std::vector<AluEntries> entries(counts.uops);
  for (std::uint32_t u = 0; u < counts.uops; ++u) {
    const Uop uop = decode_uop(state.uop[(alu.uop_begin + u) & uop_mask]);
    entries[u] = {uop.acc, alu_src(uop, inp_depth)};
  }
  const AluMemory memory{state.acc.data(), state.out.data(), state.acc.data(),
                         static_cast<std::size_t>(config.acc_depth), static_cast<std::size_t>(config.block)};
  AluOperations operations;
  operations.function = function_of(alu);
  operations.use_imm = alu.use_imm != 0;
  operations.imm = alu.immediate();
  operations.outer = {counts.out, {alu.dst_factor_out, alu.src_factor_out}};
  operations.inner = {counts.in, {alu.dst_factor_in, alu.src_factor_in}};
  operations.entries = entries.data();
  operations.count = entries.size();
  join_loops(operations, static_cast<std::uint32_t>(config.acc_depth) - 1);
  if (reads_last_dst(alu, config, state.uop)) {
    run_with_late_writes(memory, operations);
  } else {
    alu_run(memory, operations);
  }
}

}  // namespace vtasim::isa
