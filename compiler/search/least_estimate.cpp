#include "compiler/search/least_estimate.h"

#include <algorithm>
#include <array>

#include "compiler/search/estimate.h"
#include "compiler/search/estimate_costs.h"
#include "compiler/search/least_cycles.h"
#include "compiler/search/nest_axis.h"
#include "isa/base/ceil_div.h"

namespace vtasim::compiler {
namespace {

/// Whether taps from `low` to `high` meet the plane at every position.
bool always_inside(const NestAxis& axis, int low, int high) {
  return high - axis.pad >= 0 && (axis.positions - 1) * axis.stride + low - axis.pad < axis.extent;
}

/// Elements that pieces of so many positions read along an axis, each for itself, padding aside.
std::int64_t elements_of_pieces(const NestAxis& axis, int size, int low, int high) {
  std::int64_t sum = 0;
  for (const Piece& piece : pieces_of(axis.positions, size)) {
    const int first = piece.begin * axis.stride + low - axis.pad;
    const int last = (piece.begin + piece.size - 1) * axis.stride + high - axis.pad;
    sum += std::min(last, axis.extent - 1) - std::max(first, 0) + 1;
  }
  return sum;
}

/// By TileLoop: how often each loop goes round, and which of them change what an operand's tile reads.
using LoopCounts = std::array<std::int64_t, kFiltersStay.size()>;
using LoopSet = std::array<bool, kFiltersStay.size()>;
constexpr LoopSet kOfActivation = {true, true, false, true, true};
constexpr LoopSet kOfFilter = {false, true, true, false, false};

/// How often each part of an operand is loaded. Buffers hold what was used last: a loop that does not change what is
/// read has it loaded again where the loops inside of it go through more than there are buffers for.
std::int64_t times_loaded(const LoopOrder& order, const LoopCounts& counts, const LoopSet& changing, std::int64_t steps,
                          int buffers) {
  std::int64_t used = steps;
  std::int64_t times = 1;
  for (auto loop = order.rbegin(); loop != order.rend(); ++loop) {
    const auto i = static_cast<std::size_t>(*loop);
    if (changing[i]) {
      used *= counts[i];
    } else if (used > buffers) {
      times *= counts[i];
    }
  }
  return times;
}

}  // namespace

LeastEstimate::LeastEstimate(const LoopNest& nest, const isa::HardwareConfig& config, int alu_passes)
    : nest_(nest),
      config_(config),
      alu_passes_(alu_passes),
      products_(least_products(nest)),
      full_groups_(nest.filters / nest.filters_per_group) {}

std::int64_t LeastEstimate::of(const TilingPlan& plan) {
  find_steps(plan.taps_per_step);
  const TileShape& shape = plan.shape;
  const auto steps = static_cast<std::int64_t>(steps_.size());
  const std::int64_t groups = ceil_div(full_groups_, shape.groups);  // Ranges of them, as are those that follow.
  const std::int64_t filters = ceil_div(nest_.filters_per_group, shape.filters_per_group);
  const std::int64_t rows = ceil_div(nest_.rows, shape.rows);
  const std::int64_t cols = ceil_div(nest_.cols, shape.cols);
  const std::int64_t rectangles = rows * cols;
  const std::int64_t tiles = nest_.images * groups * filters * rectangles;
  const std::int64_t compute = least_compute_cycles(nest_, products_, tiles, tiles * steps, alu_passes_);

  // By TileLoop.
  const LoopCounts counts{nest_.images, groups, filters, rows, cols};
  const std::int64_t activation_times =
      times_loaded(shape.order, counts, kOfActivation, steps, plan.activation_buffers);
  const std::int64_t filter_times = times_loaded(shape.order, counts, kOfFilter, steps, plan.filter_buffers);
  // One that all filters share is left aside.
  const bool of_each = nest_.distinct_filters() == nest_.filters;
  const std::int64_t filter_loads = of_each ? filters * filter_times : 0;
  const std::int64_t loads = steps * groups * (nest_.images * rectangles * activation_times + filter_loads);
  std::int64_t taps = 0;
  for (const Step& step : steps_) taps += step.taps;
  const std::int64_t activation = nest_.images * full_groups_ * activation_times * activation_elements(shape);
  const std::int64_t filter = of_each ? full_groups_ * nest_.filters_per_group * filter_times * taps : 0;
  const std::int64_t load = loads * kLoadCycles +
                            activation * config_.element_bytes(nest_.activation()) / config_.bus_bytes +
                            filter * config_.element_bytes(nest_.filter()) / config_.bus_bytes;
  return std::max(compute, load);
}

void LeastEstimate::find_steps(int taps_per_step) {
  if (taps_per_step_ == taps_per_step) return;
  taps_per_step_ = taps_per_step;
  steps_.clear();
  const auto size = static_cast<std::size_t>(taps_per_step);
  for (std::size_t begin = 0; begin < nest_.taps.size(); begin += size) {
    const std::size_t end = std::min(begin + size, nest_.taps.size());
    const TapSpan span = span_of(nest_, begin, end);
    if (!always_inside(rows_of(nest_), span.low.dy, span.high.dy)) continue;
    if (!always_inside(cols_of(nest_), span.low.dx, span.high.dx)) continue;
    steps_.push_back({span, static_cast<std::int64_t>(end - begin)});
  }
}

/// Of a group, that all its tiles of one range of filters read.
std::int64_t LeastEstimate::activation_elements(const TileShape& shape) const {
  const auto same_place = [](const TapSpan& a, const TapSpan& b) {
    return a.low.dy == b.low.dy && a.high.dy == b.high.dy && a.low.dx == b.low.dx && a.high.dx == b.high.dx;
  };
  std::int64_t sum = 0;
  std::int64_t in_plane = 0;
  const Step* last = nullptr;
  for (const Step& step : steps_) {
    const TapSpan& span = step.span;
    // Most often all steps read the same places, of other planes.
    if (last == nullptr || !same_place(span, last->span)) {
      in_plane = elements_of_pieces(rows_of(nest_), shape.rows, span.low.dy, span.high.dy) *
                 elements_of_pieces(cols_of(nest_), shape.cols, span.low.dx, span.high.dx);
    }
    sum += in_plane * (span.high.plane - span.low.plane + 1);
    last = &step;
  }
  return sum;
}

}  // namespace vtasim::compiler
