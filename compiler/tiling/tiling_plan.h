#pragma once

#include <tuple>

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
    return std::tuple(shape.groups, shape.filters_per_group, shape.rows, shape.cols, shape.order, taps_per_step,
                      activation_buffers, filter_buffers, acc_buffers, head, tail, store_parts, last_store_parts,
                      filters_per_load, skip_padding);
  }
  // These follow from the others and from what there is (TilingCandidates::fits()).
  int bias_slots = 0;  ///< As many as there is room for.
  ScratchpadPartition partition;
};

/// The tiles of a plan.
Tiling tiling_of(const LoopNest& nest, const TilingPlan& plan);

}  // namespace vtasim::compiler
