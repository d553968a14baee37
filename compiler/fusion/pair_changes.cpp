#include "compiler/fusion/pair_changes.h"

#include <algorithm>
#include <utility>

#include "compiler/tiling/loop_order.h"
#include "compiler/tiling/split.h"

namespace vtasim::compiler {
namespace {

/// Changes leave the range of what they change.
bool makes_sense(const PairPlan& plan, const PairMapping& mapping) {
  const TilingPlan& first = plan.first;
  const TilingPlan& second = plan.second;
  const bool extents = first.shape.groups >= 1 && first.shape.groups <= mapping.first.nest.groups() &&
                       first.shape.rows >= 1 && second.shape.rows >= 1 && second.shape.filters_per_group >= 1 &&
                       second.taps_per_step >= 1 && plan.transposition.rows >= 1;
  const bool buffers = first.acc_buffers >= 1 && second.acc_buffers >= 1 && plan.transposition.buffers >= 1;
  return extents && buffers && std::min({first.head, first.tail, second.head, second.tail, plan.lead}) >= 0;
}

}  // namespace

std::vector<Change<PairPlan>> pair_changes(const PairMapping& mapping) {
  std::vector<Change<PairPlan>> changes;
  const auto add = [&](auto change) {
    changes.push_back([&mapping, change = std::move(change)](PairPlan& plan) {
      change(plan);
      return makes_sense(plan, mapping);
    });
  };
  const int first_rows = mapping.first.nest.rows;
  const LoopNest& reading = mapping.reading;
  const auto taps = static_cast<int>(reading.taps.size());
  for (const int d : {1, -1, 2, -2}) {
    add([&reading, d](PairPlan& p) { p.second.shape.rows = recut(reading.rows, p.second.shape.rows, d); });
    add([first_rows, d](PairPlan& p) { p.first.shape.rows = recut(first_rows, p.first.shape.rows, d); });
    if (mapping.transposition) {
      add([first_rows, d](PairPlan& p) { p.transposition.rows = recut(first_rows, p.transposition.rows, d); });
    }
  }
  if (mapping.transposition && !mapping.transposition->places.empty()) {
    const Transposition& t = *mapping.transposition;
    for (const int d : {1, -1}) {
      add([&t, d](PairPlan& p) {
        p.transposition.rows = std::clamp(p.transposition.rows + d * t.together_rows, 1, t.rows);
      });
      add([&t, d](PairPlan& p) {
        p.transposition.cols = std::clamp(p.transposition.cols + d * t.together_cols, 1, t.cols);
      });
    }
  }
  add([taps](PairPlan& p) { p.second.taps_per_step = std::min(2 * p.second.taps_per_step, taps); });
  add([](PairPlan& p) { p.second.taps_per_step = (p.second.taps_per_step + 1) / 2; });
  add([](PairPlan& p) { p.first.shape.groups *= 2; });
  add([](PairPlan& p) { p.first.shape.groups /= 2; });
  add([](PairPlan& p) { p.second.shape.filters_per_group /= 2; });
  add([&reading](PairPlan& p) {
    p.second.shape.filters_per_group = std::min(2 * p.second.shape.filters_per_group, reading.filters);
  });
  add([](PairPlan& p) { p.second.shape.order = other_order(p.second.shape.order); });
  for (const int d : {1, -1, 2, -2}) {
    add([d](PairPlan& p) { p.lead += d; });
  }
  for (const int d : {1, -1}) {
    add([d](PairPlan& p) { p.second.tail += d; });
    add([d](PairPlan& p) { p.first.tail += d; });
    add([d](PairPlan& p) { p.first.head += d; });
    add([d](PairPlan& p) { p.second.head += d; });
  }
  add([](PairPlan& p) { p.second.store_parts *= 2; });
  add([](PairPlan& p) { p.second.last_store_parts *= 2; });
  add([](PairPlan& p) { ++p.first.activation_buffers; });
  add([](PairPlan& p) { ++p.second.activation_buffers; });
  add([](PairPlan& p) { ++p.second.filter_buffers; });
  for (const int d : {1, -1}) {
    if (mapping.transposition) add([d](PairPlan& p) { p.transposition.buffers += d; });
    add([d](PairPlan& p) { p.first.acc_buffers += d; });
    add([d](PairPlan& p) { p.second.acc_buffers += d; });
  }
  return changes;
}

}  // namespace vtasim::compiler
