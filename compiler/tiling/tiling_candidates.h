#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "compiler/tiling/partial_plan.h"
#include "compiler/tiling/tiling_plan.h"

namespace vtasim::compiler {

/// What does not fit: a tile in a scratchpad's buffer.
struct Misfit {
  isa::Buffer buffer = isa::Buffer::acc;
  std::int64_t takes = 0;  ///< Entries of it.
  std::int64_t has = 0;    ///< Those that there are.
};

/// What can be chosen for a nest in a partition of the scratchpads, if some of it is given.
class TilingCandidates {
 public:
  TilingCandidates(const LoopNest& nest, const ScratchpadPartition& partition, const PartialPlan& given = {})
      : nest_(nest), partition_(partition), given_(given), any_given_(!given.empty()) {}

  /// Numbers of taps that a step may have, most first: what is given, or all, then halves of the planes, of the
  /// kernel's rows, of a row.
  std::vector<int> step_sizes() const;

  /// Calls `visit` with the plans of one step size and one number of buffers for each buffer, in so far as they are not
  /// given: widths and numbers of filters from large to small, with the most rows that fit and some fewer. Ends are not
  /// shortened. With `orders` both loop orders.
  void visit_shapes(const TilingPlan& buffers, bool orders, const std::function<void(const TilingPlan&)>& visit);

  /// Entries of each scratchpad that the buffers of a plan that fits take, with its bias_slots.
  std::vector<std::pair<isa::Buffer, int>> entries_of(const TilingPlan& plan) const;

  /// Whether the plan has what is given and every tile of it fits its buffers; fills in what follows from the rest
  /// where it does.
  bool fits(TilingPlan& plan) const;

  /// What does not fit of a plan that is within plan_limits.h; nothing where all does.
  std::optional<Misfit> misfit(TilingPlan plan) const;

 private:
  /// Planes, rows and columns that the taps of one step span, for every step; each triple once.
  using Spans = std::set<std::array<int, 3>>;

  /// Entries that the largest tile of a plan takes, of each operand and of acc (its constants aside).
  struct Needs {
    std::int64_t activation = 0;
    std::int64_t filter = 0;
    std::int64_t acc = 0;
  };

  /// Whether it fits; calls `report` with what does not.
  template <typename Report>
  bool check(TilingPlan& plan, const Report& report) const;
  Spans spans_of(int taps_per_step) const;
  Needs needs_of(const TilingPlan& plan) const;
  std::int64_t acc_vectors(const Needs& needs) const;
  int largest(TilingPlan plan, int TileShape::*extent, int limit) const;
  void visit_rows(TilingPlan plan, int most, const std::function<void(const TilingPlan&)>& visit) const;
  void visit_groups(TilingPlan plan, const std::function<void(const TilingPlan&)>& visit) const;

  const LoopNest& nest_;
  const ScratchpadPartition partition_;
  const PartialPlan given_;
  const bool any_given_;
  mutable int spans_step_ = 0;  ///< What spans_ was made for.
  mutable Spans spans_;
};

}  // namespace vtasim::compiler
