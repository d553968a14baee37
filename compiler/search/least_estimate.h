#pragma once

#include <cstdint>
#include <vector>

#include "compiler/tiling/tiling_candidates.h"

namespace vtasim::compiler {

/// What no estimate of a nest's plans comes below: what load and compute take for themselves, however little they wait
/// for each other. Told from a plan's numbers, without its tiles; so most plans of a search need not be estimated.
class LeastEstimate {
 public:
  /// `alu_passes` as for estimate_cycles(). The nest and the configuration must outlive it.
  LeastEstimate(const LoopNest& nest, const isa::HardwareConfig& config, int alu_passes);

  /// Of a plan whose ends are not shortened, that has one filter a load and does not skip padding.
  std::int64_t of(const TilingPlan& plan);

 private:
  /// A step that reads more than padding in every tile.
  struct Step {
    TapSpan span;
    std::int64_t taps = 0;
  };
  void find_steps(int taps_per_step);
  std::int64_t activation_elements(const TileShape& shape) const;

  const LoopNest& nest_;
  const isa::HardwareConfig& config_;
  const int alu_passes_;
  const std::int64_t products_;
  const std::int64_t full_groups_;  ///< Those with all filters: the last one may have fewer, and is left aside.
  int taps_per_step_ = 0;           ///< What steps_ are for.
  std::vector<Step> steps_;
};

}  // namespace vtasim::compiler
