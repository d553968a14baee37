#include <algorithm>
#include <array>
#include <utility>

#include "isa/execute.h"
#include "isa/gemm_kernel.h"

namespace vtasim::isa {
namespace {

/// Entries that an operation works on, or how they change from one to the next.
struct Entries {
  std::uint32_t acc = 0;
  std::uint32_t inp = 0;
  std::uint32_t wgt = 0;
};

struct Loop {
  std::uint32_t count = 1;
  Entries step;
};

/// Collects operations and hands them to the kernels in lots.
class OperationList {
 public:
  OperationList(const HardwareConfig& config, ArchState& state)
      : memory_{state.acc.data(), state.out.data(), state.inp.data(), state.wgt.data(),
                static_cast<std::size_t>(config.block)},
        masks_{static_cast<std::uint32_t>(config.acc_depth) - 1, static_cast<std::uint32_t>(config.inp_depth) - 1,
               static_cast<std::uint32_t>(config.wgt_depth) - 1} {}
  ~OperationList() { flush(); }
  OperationList(const OperationList&) = delete;
  OperationList& operator=(const OperationList&) = delete;

  /// All operations from now on take the same tile, or each its own.
  void same_tile(bool same) {
    flush();
    same_tile_ = same;
  }

  void add(Entries from, const Loop& loop) {
    for (std::uint32_t left = loop.count; left > 0;) {
      const std::uint32_t room = std::min(left, static_cast<std::uint32_t>(kSize - count_));
      for (std::uint32_t n = 0; n < room; ++n) {
        acc_[count_ + n] = (from.acc + n * loop.step.acc) & masks_.acc;
        inp_[count_ + n] = (from.inp + n * loop.step.inp) & masks_.inp;
        wgt_[count_ + n] = (from.wgt + n * loop.step.wgt) & masks_.wgt;
      }
      from = {from.acc + room * loop.step.acc, from.inp + room * loop.step.inp, from.wgt + room * loop.step.wgt};
      count_ += room;
      left -= room;
      if (count_ == kSize) flush();
    }
  }

 private:
  static constexpr std::size_t kSize = 256;

  void flush() {
    const GemmOperations operations = {acc_.data(), inp_.data(), wgt_.data(), count_};
    count_ = 0;
    if (operations.count == 0) return;
    if (same_tile_) {
      gemm_one_tile(memory_, operations);
    } else {
      gemm_tile_each(memory_, operations);
    }
  }

  GemmMemory memory_;
  Entries masks_;
  bool same_tile_ = false;
  std::size_t count_ = 0;
  std::array<std::uint32_t, kSize> acc_;
  std::array<std::uint32_t, kSize> inp_;
  std::array<std::uint32_t, kSize> wgt_;
};

void reset(const Gemm& gemm, const HardwareConfig& config, ArchState& state) {
  const LoopCounts counts = loop_counts(gemm);
  const auto block = static_cast<std::size_t>(config.block);
  const auto acc_mask = static_cast<std::uint32_t>(config.acc_depth) - 1;
  const auto uop_mask = static_cast<std::uint32_t>(config.uop_depth) - 1;
  for (std::uint32_t u = 0; u < counts.uops; ++u) {
    const std::uint32_t base = decode_uop(state.uop[(gemm.uop_begin + u) & uop_mask]).acc;
    for (std::uint32_t o = 0; o < counts.out; ++o) {
      for (std::uint32_t i = 0; i < counts.in; ++i) {
        const std::size_t entry = (base + o * gemm.acc_factor_out + i * gemm.acc_factor_in) & acc_mask;
        std::fill_n(state.acc.data() + entry * block, block, 0);
      }
    }
  }
}

}  // namespace

void execute(const Gemm& gemm, const HardwareConfig& config, ArchState& state) {
  if (gemm.reset != 0) return reset(gemm, config, state);
  const LoopCounts counts = loop_counts(gemm);
  // Sums are the same in any order, and out ends as the low bits of the last one. So a tile is kept for as many
  // operations as possible: micro-ops outermost, and the loop that does not change the tile innermost, if it is one.
  Loop outer = {counts.out, {gemm.acc_factor_out, gemm.inp_factor_out, gemm.wgt_factor_out}};
  Loop inner = {counts.in, {gemm.acc_factor_in, gemm.inp_factor_in, gemm.wgt_factor_in}};
  const auto wgt_mask = static_cast<std::uint32_t>(config.wgt_depth) - 1;
  const auto keeps_tile = [&](const Loop& loop) { return loop.count == 1 || (loop.step.wgt & wgt_mask) == 0; };
  if (inner.count == 1 || (!keeps_tile(inner) && keeps_tile(outer))) std::swap(outer, inner);
  const std::uint64_t tile_uses =
      keeps_tile(inner) ? (keeps_tile(outer) ? std::uint64_t{outer.count} * inner.count : inner.count) : 1;
  const bool one_tile = tile_uses >= kWorthRearranging;

  OperationList operations(config, state);
  const auto uop_mask = static_cast<std::uint32_t>(config.uop_depth) - 1;
  for (std::uint32_t u = 0; u < counts.uops; ++u) {
    const Uop uop = decode_uop(state.uop[(gemm.uop_begin + u) & uop_mask]);
    if (one_tile) operations.same_tile(true);
    for (std::uint32_t o = 0; o < outer.count; ++o) {
      if (one_tile && o > 0 && !keeps_tile(outer)) operations.same_tile(true);
      operations.add({uop.acc + o * outer.step.acc, uop.inp + o * outer.step.inp, uop.wgt + o * outer.step.wgt}, inner);
    }
  }
}

}  // namespace vtasim::isa
