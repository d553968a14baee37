#include "compiler/search/best_estimates.h"

#include <algorithm>
#include <limits>

namespace vtasim::compiler {
namespace {

/// What tells plans apart besides their buffers.
auto choices_without_buffers(TilingPlan plan) {
  plan.activation_buffers = plan.filter_buffers = plan.acc_buffers = 0;
  return plan.choices();
}

}  // namespace

std::int64_t BestEstimates::limit() const {
  return best_.size() < wanted_ ? std::numeric_limits<std::int64_t>::max() : best_.back().cycles;
}

void BestEstimates::add(std::int64_t cycles, const TilingPlan& plan) {
  if (cycles >= limit()) return;
  const auto choices = choices_without_buffers(plan);
  const auto same = std::find_if(best_.begin(), best_.end(), [&](const EstimatedPlan& other) {
    return choices_without_buffers(other.plan) == choices;
  });
  if (same != best_.end()) {
    if (same->cycles <= cycles) return;
    best_.erase(same);
  } else if (best_.size() == wanted_) {
    best_.pop_back();
  }
  const auto behind =
      std::upper_bound(best_.begin(), best_.end(), cycles,
                       [](std::int64_t value, const EstimatedPlan& other) { return value < other.cycles; });
  best_.insert(behind, {cycles, plan});
}

}  // namespace vtasim::compiler
