#include "compiler/search/tiling_changes.h"

#include <algorithm>
#include <utility>

#include "compiler/tiling/loop_order.h"
#include "compiler/tiling/split.h"

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

std::vector<Change<TilingPlan>> tiling_changes(const LoopNest& nest, const std::vector<int>& step_sizes) {
  std::vector<Change<TilingPlan>> changes;
  const auto add = [&](auto change) {
    changes.push_back([&nest, change = std::move(change)](TilingPlan& plan) {
      change(plan);
      return makes_sense(plan, nest);
    });
  };
  for (const int d : {1, -1, 2, -2}) {
    add([&nest, d](TilingPlan& p) { p.shape.rows = recut(nest.rows, p.shape.rows, d); });
  }
  add([](TilingPlan& p) { p.shape.groups += 1; });
  add([](TilingPlan& p) { p.shape.groups -= 1; });
  add([](TilingPlan& p) { p.shape.groups *= 2; });
  add([](TilingPlan& p) { p.shape.groups /= 2; });
  add([](TilingPlan& p) { p.shape.filters_per_group /= 2; });
  add([&nest](TilingPlan& p) {
    p.shape.filters_per_group = std::min(2 * p.shape.filters_per_group, nest.filters_per_group);
  });
  add([](TilingPlan& p) { p.shape.order = other_order(p.shape.order); });
  for (const bool larger : {true, false}) {
    add([step_sizes, larger](TilingPlan& p) { p.taps_per_step = next_step_size(step_sizes, p.taps_per_step, larger); });
  }
  for (const int times : {2, 4, 16}) {
    add([times](TilingPlan& p) {
      const int filters = p.shape.groups * p.shape.filters_per_group;
      p.filters_per_load = times * std::max(filters, p.filters_per_load);
    });
  }
  add([](TilingPlan& p) { p.filters_per_load /= 2; });
  add([](TilingPlan& p) { ++p.acc_buffers; });
  add([](TilingPlan& p) { ++p.filter_buffers; });
  add([](TilingPlan& p) { ++p.activation_buffers; });
  for (const int d : {1, -1}) {
    add([d](TilingPlan& p) { p.head += d; });
    add([d](TilingPlan& p) { p.tail += d; });
  }
  add([](TilingPlan& p) { p.last_store_parts *= 2; });
  add([](TilingPlan& p) { p.last_store_parts /= 2; });
  add([](TilingPlan& p) { p.store_parts *= 2; });
  add([](TilingPlan& p) { p.store_parts /= 2; });
  return changes;
}

}  // namespace vtasim::compiler
