#include "compiler/search/best_estimates.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <set>
#include <vector>

namespace vtasim::compiler {
namespace {

/// A plan of few different ones.
TilingPlan any_plan() {
  TilingPlan plan;
  plan.shape.rows = *rc::gen::inRange(1, 5);
  plan.filter_buffers = *rc::gen::inRange(1, 4);
  plan.head = *rc::gen::inRange(0, 2);
  return plan;
}

auto without_buffers(TilingPlan plan) {
  plan.filter_buffers = 0;
  return plan.choices();
}

}  // namespace

TEST_CASE("the best estimates are those of all, sorted, without what differs in its buffers only") {
  rc::prop("random estimates", [] {
    const auto wanted = static_cast<std::size_t>(*rc::gen::inRange(1, 6));
    BestEstimates best(wanted);
    std::vector<EstimatedPlan> all;
    for (int n = *rc::gen::inRange(0, 30); n > 0; --n) {
      const EstimatedPlan one{*rc::gen::inRange<std::int64_t>(1, 12), any_plan()};
      const bool useless = one.cycles >= best.limit();
      all.push_back(one);
      // From its limit on, whatever number stands for an estimate changes nothing.
      best.add(useless ? best.limit() + *rc::gen::inRange<std::int64_t>(0, 3) : one.cycles, one.plan);
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const EstimatedPlan& a, const EstimatedPlan& b) { return a.cycles < b.cycles; });
    std::set<decltype(TilingPlan().choices())> seen;
    std::vector<EstimatedPlan> kept;
    for (const EstimatedPlan& one : all) {
      if (kept.size() < wanted && seen.insert(without_buffers(one.plan)).second) kept.push_back(one);
    }
    const std::int64_t none = std::numeric_limits<std::int64_t>::max();
    RC_ASSERT(best.limit() == (kept.size() < wanted ? none : kept.back().cycles));
    const std::vector<EstimatedPlan> taken = best.take();
    RC_ASSERT(taken.size() == kept.size());
    for (std::size_t i = 0; i < kept.size(); ++i) {
      RC_ASSERT(taken[i].cycles == kept[i].cycles);
      RC_ASSERT(taken[i].plan.choices() == kept[i].plan.choices());
    }
  });
}

}  // namespace vtasim::compiler
