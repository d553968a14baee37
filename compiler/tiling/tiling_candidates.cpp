#include "compiler/tiling/tiling_candidates.h"

#include <algorithm>

#include "compiler/tiling/maximum_form.h"
#include "isa/base/ceil_div.h"

namespace vtasim::compiler {
namespace {

/// Widths of tiles that are tried where wider ones do not fit, or leave room for few rows.
constexpr int kMostWidths = 4;

/// n, about n/2, n/4 ... 1.
std::vector<int> falling_to_1(int n) {
  std::vector<int> numbers{n};
  while (numbers.back() > 1) numbers.push_back((numbers.back() + 1) / 2);
  return numbers;
}

/// What an extent comes to in 1, 2, 3, 4 pieces and on in steps of a quarter, and in as many as it has.
std::vector<int> widths(int extent) {
  std::vector<int> sizes;
  for (int n = 1; n < extent; n += 1 + n / 4) sizes.push_back(ceil_div(extent, n));
  sizes.push_back(1);
  return sizes;
}

/// The number that is given, or all that there are to choose from.
template <typename Others>
std::vector<int> given_or(const std::optional<int>& given, const Others& others) {
  return given ? std::vector<int>{*given} : others();
}

}  // namespace

std::vector<int> TilingCandidates::step_sizes() const {
  if (given_.taps_per_step) return {*given_.taps_per_step};
  const auto all = static_cast<int>(nest_.taps.size());
  if (nest_.maximum) return {all};
  const int in_plane = std::max(1, all / nest_.planes_per_group);
  int in_row = 1;
  while (in_row < in_plane && nest_.taps[static_cast<std::size_t>(in_row)].dy == nest_.taps[0].dy) ++in_row;
  std::vector<int> sizes;
  for (const int planes : falling_to_1(nest_.planes_per_group)) sizes.push_back(planes * in_plane);
  for (const int rows : falling_to_1(in_plane / in_row)) {
    if (rows * in_row != in_plane) sizes.push_back(rows * in_row);
  }
  for (const int taps : falling_to_1(in_row)) {
    if (taps != in_row) sizes.push_back(taps);
  }
  return sizes;
}

TilingCandidates::Spans TilingCandidates::spans_of(int taps_per_step) const {
  Spans spans;
  const auto step = static_cast<std::size_t>(taps_per_step);
  for (std::size_t tap = 0; tap < nest_.taps.size(); tap += step) {
    const Window window = window_of(nest_, Tile{}, tap, std::min(tap + step, nest_.taps.size()));
    spans.insert({window.planes, window.rows, window.cols});
  }
  return spans;
}

TilingCandidates::Needs TilingCandidates::needs_of(const TilingPlan& plan) const {
  if (spans_step_ != plan.taps_per_step) {
    spans_ = spans_of(plan.taps_per_step);
    spans_step_ = plan.taps_per_step;
  }
  const TileShape& shape = plan.shape;
  const std::int64_t filters = std::int64_t{shape.groups} * shape.filters_per_group;
  Needs needs;
  for (const auto& [planes, span_rows, span_cols] : spans_) {
    std::int64_t rows = std::int64_t{shape.rows - 1} * nest_.stride_rows + span_rows;
    std::int64_t cols = std::int64_t{shape.cols - 1} * nest_.stride_cols + span_cols;
    if (plan.skip_padding || nest_.maximum) {
      rows = std::min<std::int64_t>(rows, nest_.plane_rows);
      cols = std::min<std::int64_t>(cols, nest_.plane_cols);
    }
    needs.activation = std::max(needs.activation, shape.groups * planes * rows * cols);
  }
  // A residual shares the activation's buffers.
  if (nest_.residual_shift) needs.activation = std::max(needs.activation, filters * shape.rows * shape.cols);
  const bool of_each = nest_.distinct_filters() == nest_.filters;
  needs.filter = (of_each ? std::max<std::int64_t>(filters, std::min(plan.filters_per_load, nest_.filters))
                          : nest_.distinct_filters()) *
                 plan.taps_per_step;
  needs.acc = filters * nest_.vectors_per_position * shape.rows * shape.cols;
  if (nest_.maximum) needs.acc = filters * maximum_grid(nest_, shape.rows, shape.cols).entries();
  return needs;
}

std::vector<std::pair<isa::Buffer, int>> TilingCandidates::entries_of(const TilingPlan& plan) const {
  const Needs needs = needs_of(plan);
  const auto acc = static_cast<int>(plan.acc_buffers * acc_vectors(needs)) + plan.bias_slots;
  if (nest_.in_acc()) return {{isa::Buffer::acc, acc}};
  return {{nest_.activation(), static_cast<int>(plan.activation_buffers * needs.activation)},
          {nest_.filter(), static_cast<int>(plan.filter_buffers * needs.filter)},
          {isa::Buffer::acc, acc}};
}

std::int64_t TilingCandidates::acc_vectors(const Needs& needs) const {
  // Everything can be in acc: sums, products and both operands.
  return nest_.in_acc() ? 2 * needs.acc + needs.activation + needs.filter : needs.acc;
}

bool TilingCandidates::fits(TilingPlan& plan) const {
  if (any_given_ && !given_.allows(plan)) return false;
  return check(plan, [](const Misfit&) {});
}

std::optional<Misfit> TilingCandidates::misfit(TilingPlan plan) const {
  std::optional<Misfit> found;
  check(plan, [&](const Misfit& misfit) { found = misfit; });
  return found;
}

template <typename Report>
bool TilingCandidates::check(TilingPlan& plan, const Report& report) const {
  const auto in = [&](isa::Buffer buffer, std::int64_t takes, std::int64_t has) {
    if (takes <= has) return true;
    report(Misfit{buffer, takes, has});
    return false;
  };
  // Operands in acc are there for all taps at once, and have no buffers of their own.
  const bool in_acc = nest_.in_acc();
  if (nest_.one_step() && plan.taps_per_step < static_cast<int>(nest_.taps.size())) return false;
  if (nest_.distinct_filters() < nest_.filters && plan.filters_per_load > 1) return false;
  // There is no filter, and nothing to do in parts between the last maximum and its STORE.
  if (nest_.maximum && plan.filter_buffers > 1) return false;
  if (nest_.maximum && (plan.store_parts > 1 || plan.last_store_parts > 1 || plan.skip_padding)) return false;
  // The filters of a tile lie one behind the other.
  if (plan.shape.groups > 1 && plan.shape.filters_per_group < nest_.filters_per_group) return false;
  const Needs needs = needs_of(plan);
  const std::int64_t filters = std::int64_t{plan.shape.groups} * plan.shape.filters_per_group;
  const std::int64_t sums = plan.acc_buffers * acc_vectors(needs);
  const int acc = partition_.size(isa::Buffer::acc);
  if (!in(isa::Buffer::acc, sums + filters * nest_.bias_and_shift_vectors(), acc)) return false;
  // As many as there is room for: a LOAD of acc in the middle of a program waits behind all that load has asked for.
  const std::int64_t slots = nest_.bias_and_shift_vectors() > 0 ? (acc - sums) / nest_.bias_and_shift_vectors() : 0;
  plan.partition = partition_;
  plan.bias_slots = static_cast<int>(std::min<std::int64_t>(nest_.filters, slots)) * nest_.bias_and_shift_vectors();
  if (const int constants = nest_.constant_tiles(); constants > 0) {
    if (!in(isa::Buffer::wgt, constants, partition_.size(isa::Buffer::wgt))) return false;
    plan.partition.leave_out(isa::Buffer::wgt, constants);
  }
  if (nest_.bias_product) {
    const std::int64_t operands = nest_.filter() == isa::Buffer::inp ? plan.filter_buffers * needs.filter
                                                                     : plan.activation_buffers * needs.activation;
    const int inp = partition_.size(isa::Buffer::inp);
    if (!in(isa::Buffer::inp, operands + filters, inp)) return false;
    if (!in(isa::Buffer::wgt, 1, partition_.size(isa::Buffer::wgt))) return false;
    plan.bias_slots = static_cast<int>(std::min<std::int64_t>(plan.bias_slots, inp - operands));
    plan.partition.leave_out(isa::Buffer::inp, plan.bias_slots);
    plan.partition.leave_out(isa::Buffer::wgt, 1);
  }
  if (in_acc) return plan.activation_buffers + plan.filter_buffers == 2 && plan.filters_per_load == 1;
  const auto of_buffer = [&](isa::Buffer buffer, int buffers) {
    return buffer_size(plan.partition.size(buffer), buffers);
  };
  return in(nest_.filter(), needs.filter, of_buffer(nest_.filter(), plan.filter_buffers)) &&
         in(nest_.activation(), needs.activation, of_buffer(nest_.activation(), plan.activation_buffers));
}

/// The largest value of one extent of a shape that fits, up to `limit`; 0 for none. Size grows with every extent.
int TilingCandidates::largest(TilingPlan plan, int TileShape::*extent, int limit) const {
  int low = 0;
  while (low < limit) {
    const int middle = low + (limit - low + 1) / 2;
    plan.shape.*extent = middle;
    if (fits(plan)) {
      low = middle;
    } else {
      limit = middle - 1;
    }
  }
  return low;
}

void TilingCandidates::visit_shapes(const TilingPlan& buffers, bool orders,
                                    const std::function<void(const TilingPlan&)>& visit) {
  const auto in_both_orders = [&](TilingPlan plan) {
    if (!fits(plan)) return;
    visit(plan);
    if (!orders || given_.order || plan.shape.filters_per_group >= nest_.filters_per_group) return;
    plan.shape.order = kActivationStays;
    visit(plan);
  };
  TilingPlan unshaped = buffers;
  unshaped.shape = {};
  unshaped = given_.applied_to(unshaped);
  for (const int filters : given_or(given_.filters_per_group, [&] { return falling_to_1(nest_.filters_per_group); })) {
    int useful_widths = 0;
    for (const int cols : given_or(given_.cols, [&] { return widths(nest_.cols); })) {
      TilingPlan plan = unshaped;
      plan.shape.filters_per_group = filters;
      plan.shape.cols = cols;
      if (given_.rows) {
        if (!fits(plan)) continue;
        in_both_orders(plan);
      } else {
        const int rows = largest(plan, &TileShape::rows, nest_.rows);
        if (rows == 0) continue;
        visit_rows(plan, rows, in_both_orders);
        plan.shape.rows = rows;
      }
      // Groups of whole planes can share a tile.
      const bool whole = plan.shape.rows == nest_.rows && cols == nest_.cols && filters == nest_.filters_per_group;
      if (whole && !given_.groups) visit_groups(plan, in_both_orders);
      if (++useful_widths == kMostWidths) break;
    }
  }
}

void TilingCandidates::visit_rows(TilingPlan plan, int most,
                                  const std::function<void(const TilingPlan&)>& visit) const {
  const int pieces = ceil_div(nest_.rows, most);
  int last = 0;
  for (const int n : {pieces, pieces + 1, pieces + 2, pieces + pieces / 2, 2 * pieces}) {
    plan.shape.rows = ceil_div(nest_.rows, n);
    if (plan.shape.rows != last) visit(plan);
    last = plan.shape.rows;
  }
}

void TilingCandidates::visit_groups(TilingPlan plan, const std::function<void(const TilingPlan&)>& visit) const {
  const int most = largest(plan, &TileShape::groups, nest_.groups());
  int last = 1;  // Single groups were visited with their rows.
  for (const int n : {most, most * 3 / 4, most / 2, most / 4, most / 8}) {
    plan.shape.groups = std::max(1, n);
    if (plan.shape.groups != last) visit(plan);
    last = plan.shape.groups;
  }
}

}  // namespace vtasim::compiler
