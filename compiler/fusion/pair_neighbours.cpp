#include "compiler/fusion/pair_neighbours.h"

#include <algorithm>

namespace vtasim::compiler {
namespace {

/// Changes leave the range of what they change.
bool makes_sense(const PairPlan& plan, const PairMapping& mapping) {
  const TilingPlan& first = plan.first;
  const TilingPlan& second = plan.second;
  const bool extents = first.shape.groups >= 1 && first.shape.groups <= mapping.first.nest.groups() &&
                       first.shape.rows >= 1 && second.shape.rows >= 1 && second.shape.filters_per_group >= 1 &&
                       second.taps_per_step >= 1 && plan.transposition.rows >= 1;
  const bool buffers = first.activation_buffers >= 1 && first.filter_buffers >= 1 && second.activation_buffers >= 1 &&
                       second.filter_buffers >= 1;
  return extents && buffers && first.head >= 0 && second.tail >= 0 && plan.lead >= 0;
}

}  // namespace

std::vector<PairPlan> neighbours_of(const PairPlan& plan, const PairMapping& mapping) {
  std::vector<PairPlan> neighbours;
  const auto with = [&](const auto& change) {
    PairPlan changed = plan;
    change(changed);
    if (makes_sense(changed, mapping)) neighbours.push_back(changed);
  };
  const int first_rows = mapping.first.nest.rows;
  const LoopNest& reading = mapping.reading;
  const auto taps = static_cast<int>(reading.taps.size());
  for (const int d : {1, -1, 2, -2, 4}) {
    with([d](PairPlan& p) { p.lead += d; });
  }
  for (const int d : {1, -1, 2, -2}) {
    with([&](PairPlan& p) { p.first.shape.rows = recut(first_rows, p.first.shape.rows, d); });
    with([&](PairPlan& p) { p.second.shape.rows = recut(reading.rows, p.second.shape.rows, d); });
    if (mapping.transposition) {
      with([&](PairPlan& p) { p.transposition.rows = recut(first_rows, p.transposition.rows, d); });
    }
  }
  if (mapping.transposition && !mapping.transposition->places.empty()) {
    const Transposition& t = *mapping.transposition;
    for (const int d : {1, -1}) {
      with([&](PairPlan& p) {
        p.transposition.cols = std::clamp(p.transposition.cols + d * t.together_cols, 1, t.cols);
      });
      with([&](PairPlan& p) {
        p.transposition.rows = std::clamp(p.transposition.rows + d * t.together_rows, 1, t.rows);
      });
    }
  }
  with([](PairPlan& p) { p.first.shape.groups *= 2; });
  with([](PairPlan& p) { p.first.shape.groups /= 2; });
  with([](PairPlan& p) { p.second.shape.filters_per_group /= 2; });
  with([&](PairPlan& p) {
    p.second.shape.filters_per_group = std::min(2 * p.second.shape.filters_per_group, reading.filters);
  });
  with([](PairPlan& p) { p.second.taps_per_step = (p.second.taps_per_step + 1) / 2; });
  with([&](PairPlan& p) { p.second.taps_per_step = std::min(2 * p.second.taps_per_step, taps); });
  with([](PairPlan& p) { p.second.shape.order = other_order(p.second.shape.order); });
  for (const int d : {1, -1}) {
    with([d](PairPlan& p) { p.first.activation_buffers += d; });
    with([d](PairPlan& p) { p.first.filter_buffers += d; });
    with([d](PairPlan& p) { p.second.activation_buffers += d; });
    with([d](PairPlan& p) { p.second.filter_buffers += d; });
    with([d](PairPlan& p) { p.first.head += d; });
    with([d](PairPlan& p) { p.second.tail += d; });
  }
  return neighbours;
}

}  // namespace vtasim::compiler
