#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/tiling/tiling_candidates.h"
#include "isa/base/split_mix.h"

namespace vtasim::compiler {

/// The schedules that there are of a mapped layer: plans that fit the scratchpads and differ in more than their
/// numbers. An extent, of tiles or of steps over taps, counts once for each number of pieces that it can be cut into;
/// loop orders count once where loops that go round once stand elsewhere; buffers go up to kMostBuffers, halvings up to
/// kMostHalved; parts that tiles are stored in, and filters that a LOAD brings, double. Plans of more than kMostSteps
/// steps are left aside: their programs would be all overhead, and take long to simulate.
class ScheduleSpace {
 public:
  static constexpr int kMostBuffers = 4;
  static constexpr int kMostHalved = 6;
  static constexpr int kMostParts = 16;
  static constexpr std::int64_t kMostSteps = 20000;

  /// The nest must outlive it.
  ScheduleSpace(const LoopNest& nest, const ScratchpadPartition& partition);

  /// How many there are.
  std::int64_t count();

  /// One of them, complete as TilingCandidates::fits() leaves it, each with the same chance; nothing where a million
  /// tries find none.
  std::optional<TilingPlan> random(SplitMix64& numbers);

 private:
  /// The numbers that a choice has.
  std::vector<int> numbers_of(const PlanNumber& number) const;
  std::int64_t orders_of(const TilingPlan& plan) const;
  bool too_long(const TilingPlan& plan) const;
  bool is_one(TilingPlan& plan) const;

  const LoopNest& nest_;
  TilingCandidates candidates_;
  std::vector<std::vector<int>> numbers_;  ///< By kPlanNumbers.
  bool can_skip_padding_ = false;
};

}  // namespace vtasim::compiler
