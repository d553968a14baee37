#include "compiler/search/tiling_neighbours.h"

#include <algorithm>

namespace vtasim::compiler {
namespace {

/// The number of taps of a step beside this one; the same where there is none. Sizes stand most first.
int next_step_size(const std::vector<int>& sizes, int taps, bool larger) {
  const auto at = std::find(sizes.begin(), sizes.end(), taps);
  if (larger) return at == sizes.begin() ? taps : *(at - 1);
  return at + 1 == sizes.end() ? taps : *(at + 1);
}

/// Changes leave the range of what they change.
bool makes_sense(const TilingPlan& plan, const LoopNest& nest) {
  const TileShape& shape = plan.shape;
  if (shape.filters_per_group < 1 || shape.rows < 1 || shape.groups < 1 || shape.groups > nest.groups()) return false;
  // Tiles of several groups have whole planes and all filters of each.
  const bool whole =
      shape.filters_per_group == nest.filters_per_group && shape.rows == nest.rows && shape.cols == nest.cols;
  if (shape.groups > 1 && !whole) return false;
  if (std::min({plan.store_parts, plan.last_store_parts, plan.filters_per_load}) < 1) return false;
  return plan.head >= 0 && plan.tail >= 0 && plan.acc_buffers >= 1;
}

}  // namespace

std::vector<TilingPlan> neighbours_of(const TilingPlan& plan, const LoopNest& nest,
                                      const std::vector<int>& step_sizes) {
  std::vector<TilingPlan> neighbours;
  const auto with = [&](const auto& change) {
    TilingPlan changed = plan;
    change(changed);
    if (makes_sense(changed, nest)) neighbours.push_back(changed);
  };
  for (const int d : {1, -1}) {
    with([d](TilingPlan& p) { p.head += d; });
    with([d](TilingPlan& p) { p.tail += d; });
  }
  with([](TilingPlan& p) { p.last_store_parts *= 2; });
  with([](TilingPlan& p) { p.last_store_parts /= 2; });
  with([](TilingPlan& p) { p.store_parts *= 2; });
  with([](TilingPlan& p) { p.store_parts /= 2; });
  for (const int d : {1, -1, 2, -2}) {
    with([&](TilingPlan& p) { p.shape.rows = recut(nest.rows, p.shape.rows, d); });
  }
  with([](TilingPlan& p) { p.shape.groups += 1; });
  with([](TilingPlan& p) { p.shape.groups -= 1; });
  with([](TilingPlan& p) { p.shape.groups *= 2; });
  with([](TilingPlan& p) { p.shape.groups /= 2; });
  with([](TilingPlan& p) { p.shape.filters_per_group /= 2; });
  with([&](TilingPlan& p) {
    p.shape.filters_per_group = std::min(2 * p.shape.filters_per_group, nest.filters_per_group);
  });
  with([](TilingPlan& p) { p.shape.order = other_order(p.shape.order); });
  for (const bool larger : {true, false}) {
    with([&](TilingPlan& p) { p.taps_per_step = next_step_size(step_sizes, p.taps_per_step, larger); });
  }
  for (const int times : {2, 4, 16}) {
    with([times](TilingPlan& p) {
      const int filters = p.shape.groups * p.shape.filters_per_group;
      p.filters_per_load = times * std::max(filters, p.filters_per_load);
    });
  }
  with([](TilingPlan& p) { p.filters_per_load /= 2; });
  with([](TilingPlan& p) { ++p.acc_buffers; });
  with([](TilingPlan& p) { ++p.filter_buffers; });
  with([](TilingPlan& p) { ++p.activation_buffers; });
  return neighbours;
}

}  // namespace vtasim::compiler
