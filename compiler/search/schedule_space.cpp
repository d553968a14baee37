#include "compiler/search/schedule_space.h"

#include <algorithm>
#include <array>
#include <functional>

#include "compiler/tiling/plan_limits.h"
#include "compiler/tiling/tap_ranges.h"
#include "isa/base/ceil_div.h"

namespace vtasim::compiler {
namespace {

/// The size of the largest piece for every number of pieces, largest first.
std::vector<int> cuts_of(int extent) {
  std::vector<int> sizes;
  for (int pieces = 1; pieces <= extent; ++pieces) {
    const int size = ceil_div(extent, pieces);
    if (sizes.empty() || sizes.back() != size) sizes.push_back(size);
  }
  return sizes;
}

std::vector<int> doubling(int most) {
  std::vector<int> numbers;
  for (int n = 1; n < most; n *= 2) numbers.push_back(n);
  numbers.push_back(most);
  return numbers;
}

std::vector<int> from_to(int least, int most) {
  std::vector<int> numbers;
  for (int n = least; n <= most; ++n) numbers.push_back(n);
  return numbers;
}

/// How often each loop over tiles goes round, by TileLoop.
std::array<int, kFiltersStay.size()> rounds_of(const LoopNest& nest, const TileShape& shape) {
  return {nest.images, ceil_div(nest.groups(), shape.groups), ceil_div(nest.filters_per_group, shape.filters_per_group),
          ceil_div(nest.rows, shape.rows), ceil_div(nest.cols, shape.cols)};
}

/// The order in which loops that go round once stand last, as they stand in kFiltersStay: one of all that are the same.
LoopOrder ordinary(const LoopOrder& order, const std::array<int, kFiltersStay.size()>& rounds) {
  LoopOrder sorted = order;
  const auto once = [&](TileLoop loop) { return rounds[static_cast<std::size_t>(loop)] == 1; };
  const auto last = std::stable_partition(sorted.begin(), sorted.end(), [&](TileLoop loop) { return !once(loop); });
  std::sort(last, sorted.end());
  return sorted;
}

}  // namespace

ScheduleSpace::ScheduleSpace(const LoopNest& nest, const ScratchpadPartition& partition)
    : nest_(nest), candidates_(nest, partition), can_skip_padding_(can_skip_padding(nest)) {
  for (const PlanNumber& number : kPlanNumbers) numbers_.push_back(numbers_of(number));
}

std::vector<int> ScheduleSpace::numbers_of(const PlanNumber& number) const {
  const NumberRange range = range_of(number, nest_);
  const auto is = [&](std::optional<int> PartialPlan::*which) { return number.given == which; };
  if (is(&PartialPlan::head) || is(&PartialPlan::tail)) return from_to(0, kMostHalved);
  if (is(&PartialPlan::store_parts) || is(&PartialPlan::last_store_parts)) return doubling(kMostParts);
  if (is(&PartialPlan::filters_per_load)) return doubling(nest_.in_acc() ? 1 : nest_.filters);
  if (is(&PartialPlan::taps_per_step) && nest_.in_acc()) return {range.most};
  if (is(&PartialPlan::activation_buffers) || is(&PartialPlan::filter_buffers) || is(&PartialPlan::acc_buffers)) {
    return from_to(1, std::min(kMostBuffers, range.most));
  }
  return cuts_of(range.most);
}

std::int64_t ScheduleSpace::orders_of(const TilingPlan& plan) const {
  std::int64_t orders = 1;
  std::int64_t loops = 0;
  for (const int rounds : rounds_of(nest_, plan.shape)) {
    if (rounds > 1) orders *= ++loops;
  }
  return orders;
}

bool ScheduleSpace::too_long(const TilingPlan& plan) const {
  std::int64_t steps = ceil_div(static_cast<int>(nest_.taps.size()), plan.taps_per_step);
  for (const int rounds : rounds_of(nest_, plan.shape)) steps *= rounds;
  return steps > kMostSteps;
}

bool ScheduleSpace::is_one(TilingPlan& plan) const {
  return !too_long(plan) && plan.shape.order == ordinary(plan.shape.order, rounds_of(nest_, plan.shape)) &&
         candidates_.fits(plan);
}

std::int64_t ScheduleSpace::count() {
  // Ends and parts fit wherever the rest does.
  std::int64_t anywhere = 1;
  std::vector<std::size_t> choices;
  for (std::size_t i = 0; i < kPlanNumbers.size(); ++i) {
    const auto given = kPlanNumbers[i].given;
    const bool always = given == &PartialPlan::head || given == &PartialPlan::tail ||
                        given == &PartialPlan::store_parts || given == &PartialPlan::last_store_parts;
    if (always) {
      anywhere *= static_cast<std::int64_t>(numbers_[i].size());
    } else {
      choices.push_back(i);
    }
  }
  std::int64_t total = 0;
  TilingPlan plan;
  // What fits with a number fits with each smaller one: where the smallest does not, none does.
  const std::function<void(std::size_t)> choose = [&](std::size_t depth) {
    if (depth == choices.size()) {
      if (!too_long(plan) && candidates_.fits(plan)) total += orders_of(plan) * anywhere;
      return;
    }
    const PlanNumber& number = kPlanNumbers[choices[depth]];
    int& value = number.of(plan);
    const int before = value;
    for (const int n : numbers_[choices[depth]]) {
      value = n;
      TilingPlan least = plan;
      for (std::size_t later = depth + 1; later < choices.size(); ++later) {
        const std::vector<int>& smaller = numbers_[choices[later]];
        kPlanNumbers[choices[later]].of(least) = *std::min_element(smaller.begin(), smaller.end());
      }
      // Filters of several groups are all there.
      if (least.shape.groups > 1) least.shape.filters_per_group = nest_.filters_per_group;
      if (candidates_.fits(least)) choose(depth + 1);
    }
    value = before;
  };
  for (const bool skip : {false, true}) {
    if (skip && !can_skip_padding_) continue;
    plan = {};
    plan.skip_padding = skip;
    choose(0);
  }
  return total;
}

std::optional<TilingPlan> ScheduleSpace::random(SplitMix64& numbers) {
  constexpr int kMostTries = 1'000'000;
  static const std::vector<LoopOrder> kOrders = all_loop_orders();
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(numbers.next() % n); };
  for (int i = 0; i < kMostTries; ++i) {
    TilingPlan plan;
    for (std::size_t n = 0; n < kPlanNumbers.size(); ++n) {
      kPlanNumbers[n].of(plan) = numbers_[n][below(numbers_[n].size())];
    }
    plan.shape.order = kOrders[below(kOrders.size())];
    plan.skip_padding = can_skip_padding_ && below(2) == 1;
    if (is_one(plan)) return plan;
  }
  return std::nullopt;
}

}  // namespace vtasim::compiler
