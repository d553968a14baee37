#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "compiler/tiling/split.h"
#include "compiler/tiling/tiling.h"

namespace vtasim::compiler {

/// A tiling by its few parameters.
struct TilingPlan {
  TileShape shape;
  int taps_per_step = 1;
  int activation_buffers = 2;
  int filter_buffers = 2;
  int acc_buffers = 2;
  int head = 0;  ///< How often the first tile is halved, and the last one.
  int tail = 0;
  int store_parts = 1;        ///< Of each tile but the last,
  int last_store_parts = 1;   ///< and of that.
  int filters_per_load = 1;   ///< Where tiles have fewer.
  bool skip_padding = false;  ///< Tiling::skip_padding.
  /// All that is chosen, by which plans are told apart.
  auto choices() const {
    return std::tuple(shape.groups, shape.filters_per_group, shape.rows, shape.cols, shape.filters_inner, taps_per_step,
                      activation_buffers, filter_buffers, acc_buffers, head, tail, store_parts, last_store_parts,
                      filters_per_load, skip_padding);
  }
  // These follow from the others and from what there is (TilingCandidates::fits()).
  int bias_slots = 0;  ///< As many as there is room for.
  ScratchpadPartition partition;
};

/// The tiles of a plan.
Tiling tiling_of(const LoopNest& nest, const TilingPlan& plan);

/// What can be chosen for a nest in a partition of the scratchpads.
class TilingCandidates {
 public:
  TilingCandidates(const LoopNest& nest, const ScratchpadPartition& partition) : nest_(nest), partition_(partition) {}

  /// Numbers of taps that a step may have, most first: all, then halves of the planes, of the kernel's rows, of a row.
  std::vector<int> step_sizes() const;

  /// Calls `visit` with the plans of one step size and one number of buffers for each buffer: widths and numbers of
  /// filters from large to small, with the most rows that fit and some fewer. Ends are not shortened. With `orders`
  /// both loop orders.
  void visit_shapes(const TilingPlan& buffers, bool orders, const std::function<void(const TilingPlan&)>& visit);

  /// Entries of each scratchpad that the buffers of a plan that fits take, with its bias_slots.
  std::vector<std::pair<isa::Buffer, int>> entries_of(const TilingPlan& plan) const;

  /// Whether every tile of the plan fits its buffers; fills in what follows from the rest where it does.
  bool fits(TilingPlan& plan) const;

 private:
  /// Planes, rows and columns that the taps of one step span, for every step; each triple once.
  using Spans = std::set<std::array<int, 3>>;

  /// Entries that the largest tile of a plan takes, of each operand and of acc (its constants aside).
  struct Needs {
    std::int64_t activation = 0;
    std::int64_t filter = 0;
    std::int64_t acc = 0;
  };

  Spans spans_of(int taps_per_step) const;
  Needs needs_of(const TilingPlan& plan) const;
  std::int64_t acc_vectors(const Needs& needs) const;
  int largest(TilingPlan plan, int TileShape::*extent, int limit) const;
  void visit_rows(TilingPlan plan, int most, const std::function<void(const TilingPlan&)>& visit) const;
  void visit_groups(TilingPlan plan, const std::function<void(const TilingPlan&)>& visit) const;

  const LoopNest& nest_;
  const ScratchpadPartition partition_;
  mutable int spans_step_ = 0;  ///< What spans_ was made for.
  mutable Spans spans_;
};

}  // namespace vtasim::compiler
