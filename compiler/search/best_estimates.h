#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "compiler/tiling/tiling_candidates.h"

namespace vtasim::compiler {

/// A plan and what it is estimated to take.
struct EstimatedPlan {
  std::int64_t cycles = 0;
  TilingPlan plan;
};

/// The plans with the least estimates: of those that differ in nothing but their buffers the best, and no more than are
/// wanted. Of equal ones those that came first.
class BestEstimates {
 public:
  explicit BestEstimates(std::size_t wanted) : wanted_(wanted) {}

  /// From here on an estimate changes nothing.
  std::int64_t limit() const;

  void add(std::int64_t cycles, const TilingPlan& plan);

  /// Best first.
  std::vector<EstimatedPlan> take() { return std::move(best_); }

 private:
  std::size_t wanted_;
  std::vector<EstimatedPlan> best_;
};

}  // namespace vtasim::compiler
