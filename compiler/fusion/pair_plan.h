#pragma once

#include <optional>
#include <tuple>

#include "compiler/fusion/pair_mapping.h"
#include "compiler/fusion/transpose_stage.h"
#include "compiler/tiling/tiling_candidates.h"

namespace vtasim::compiler {

/// How the program of a pair is cut up.
struct PairPlan {
  TilingPlan first;  ///< Rows are cut first: all groups of a band of rows, then the next band.
  TransposeTiling transposition;
  TilingPlan second;
  int lead = 2;  ///< As for interleave().
  /// All that is chosen, by which plans are told apart.
  auto choices() const {
    return std::tuple_cat(first.choices(),
                          std::tuple(transposition.rows, transposition.cols, transposition.buffers, lead),
                          second.choices());
  }
};

/// Divides the scratchpads: what the tiles of the depthwise layer take, and the transposition's, the rest for the
/// pointwise layer. Fills in the partitions of `plan.first` and `plan.transposition` and what follows from them, and
/// returns the rest. Nothing where they do not fit.
std::optional<ScratchpadPartition> divide_scratchpads(const PairMapping& mapping, const isa::HardwareConfig& config,
                                                      PairPlan& plan);

/// The tiles of the depthwise layer, those of a band of rows together.
Tiling banded_tiling(const LoopNest& nest, const TilingPlan& plan);

}  // namespace vtasim::compiler
