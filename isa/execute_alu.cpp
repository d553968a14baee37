#include <algorithm>
#include <array>
#include <utility>

#include "isa/alu_kernel.h"
#include "isa/execute.h"

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

/// The entries of acc that an operation works on.
struct Entries {
  std::uint32_t dst = 0;
  std::uint32_t src = 0;
};

/// Collects operations in the order of execution and hands them to the kernel in lots.
///
/// The pipeline reads src one cycle too early to see what the operation before wrote (read in stage 3, write in stage
/// 4, no bypass): such a read gets the value before that write.
class OperationList {
 public:
  OperationList(const Alu& alu, const HardwareConfig& config, ArchState& state)
      : memory_{state.acc.data(), state.out.data(), state.acc.data(), static_cast<std::size_t>(config.block)},
        acc_mask_(static_cast<std::uint32_t>(config.acc_depth) - 1) {
    operations_.function = function_of(alu);
    operations_.use_imm = alu.use_imm != 0;
    operations_.imm = alu.immediate();
  }

  /// The next `count` operations; entries_of(n) gives the n-th one's, not yet wrapped.
  template <class EntriesOf>
  void add(std::uint32_t count, EntriesOf&& entries_of) {
    for (std::uint32_t done = 0; done < count;) {
      const auto lot = std::min(count - done, static_cast<std::uint32_t>(kSize - count_));
      std::uint32_t* const dst = dst_.data() + count_;
      std::uint32_t* const src = src_.data() + count_;
      for (std::uint32_t n = 0; n < lot; ++n) {
        const Entries entries = entries_of(done + n);
        dst[n] = entries.dst & acc_mask_;
        src[n] = entries.src & acc_mask_;
      }
      count_ += lot;
      done += lot;
      if (count_ == kSize) run();
    }
  }

  void run() {
    if (count_ == 0) return;
    if (has_stale_read()) {
      for (std::size_t n = 0; n < count_; ++n) run_one(n);
    } else {
      run(memory_, 0, count_ - 1);
      last_dst_ = kNone;
      run_one(count_ - 1);
    }
    count_ = 0;
  }

 private:
  static constexpr std::size_t kSize = 256;

  bool has_stale_read() const {
    unsigned stale = src_[0] == last_dst_ ? 1u : 0u;
    for (std::size_t n = 1; n < count_; ++n) stale |= src_[n] == dst_[n - 1] ? 1u : 0u;
    return stale != 0;
  }

  void run(const AluMemory& memory, std::size_t first, std::size_t count) {
    operations_.dst = dst_.data() + first;
    operations_.src = src_.data() + first;
    operations_.count = count;
    alu_run(memory, operations_);
  }

  /// Runs the n-th operation, with what the one before it overwrote in sight, and keeps what it overwrites itself.
  void run_one(std::size_t n) {
    std::array<std::int32_t, kMaxBlock> overwritten;
    std::copy_n(memory_.acc + dst_[n] * memory_.block, memory_.block, overwritten.begin());
    AluMemory memory = memory_;
    if (src_[n] == last_dst_) {
      memory.source = overwritten_.data();
      src_[n] = 0;
    }
    run(memory, n, 1);
    last_dst_ = dst_[n];
    overwritten_ = overwritten;
  }

  static constexpr std::uint32_t kNone = ~0u;

  AluMemory memory_;
  std::uint32_t acc_mask_;
  AluOperations operations_;
  std::size_t count_ = 0;
  std::array<std::uint32_t, kSize> dst_;
  std::array<std::uint32_t, kSize> src_;
  std::uint32_t last_dst_ = kNone;                   ///< Of the last operation that ran,
  std::array<std::int32_t, kMaxBlock> overwritten_;  ///< and what was there before.
};

}  // namespace

void execute(const Alu& alu, const HardwareConfig& config, ArchState& state) {
  const LoopCounts counts = loop_counts(alu);
  const auto uop_mask = static_cast<std::uint32_t>(config.uop_depth) - 1;
  const auto inp_depth = static_cast<std::uint32_t>(config.inp_depth);
  const std::uint32_t* const uops = state.uop.data();
  const auto entries_of = [&](std::uint32_t u) {
    const Uop uop = decode_uop(uops[(alu.uop_begin + u) & uop_mask]);
    return Entries{uop.acc, alu_src(uop, inp_depth)};
  };
  OperationList operations(alu, config, state);
  for (std::uint32_t o = 0; o < counts.out; ++o) {
    const Entries outer = {o * alu.dst_factor_out, o * alu.src_factor_out};
    if (counts.uops == 1) {
      // One micro-op: the inner loop is the run.
      const Entries first = entries_of(0);
      operations.add(counts.in, [&](std::uint32_t i) {
        return Entries{first.dst + outer.dst + i * alu.dst_factor_in, first.src + outer.src + i * alu.src_factor_in};
      });
      continue;
    }
    for (std::uint32_t i = 0; i < counts.in; ++i) {
      const Entries inner = {outer.dst + i * alu.dst_factor_in, outer.src + i * alu.src_factor_in};
      operations.add(counts.uops, [&](std::uint32_t u) {
        const Entries entries = entries_of(u);
        return Entries{entries.dst + inner.dst, entries.src + inner.src};
      });
    }
  }
  operations.run();
}

}  // namespace vtasim::isa
