#include "compiler/tiling/plan_limits.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <vector>

#include "compiler/tiling/tiling_candidates.h"
#include "isa/base/json_reader.h"
#include "isa/base/text.h"

namespace vtasim::compiler {
namespace {

/// With what is given, and of the rest what takes least room.
TilingPlan smallest(const PartialPlan& given, const LoopNest& nest) {
  TilingPlan plan;
  for (const PlanNumber& number : kPlanNumbers) number.of(plan) = range_of(number, nest).least;
  plan = given.applied_to(plan);
  if (plan.shape.groups > 1) plan.shape.filters_per_group = nest.filters_per_group;
  return plan;
}

/// The largest value of a number below its own with which the plan fits; nothing where none does. What a plan takes
/// grows with each number.
std::optional<int> largest_that_fits(TilingPlan plan, const PlanNumber& number, const LoopNest& nest,
                                     const TilingCandidates& candidates) {
  int low = range_of(number, nest).least - 1;
  int high = number_of(plan, number);
  while (low + 1 < high) {
    const int middle = low + (high - low) / 2;
    number.of(plan) = middle;
    (candidates.misfit(plan) ? high : low) = middle;
  }
  if (low < range_of(number, nest).least) return std::nullopt;
  return low;
}

/// The tile of a plan, for a message.
std::string tile_text(const TilingPlan& plan, const LoopNest& nest) {
  const std::string groups = nest.groups() > 1 ? counted(plan.shape.groups, "group") + " x " : "";
  return fmt::format("{}{} x {} x {}", groups, counted(plan.shape.filters_per_group, "filter"),
                     counted(plan.shape.rows, "row"), counted(plan.shape.cols, "column"));
}

/// What of a plan decides how much it takes of a scratchpad, besides the tile.
std::string share_text(const TilingPlan& plan, const LoopNest& nest, isa::Buffer buffer) {
  if (buffer == isa::Buffer::acc) return counted(plan.acc_buffers, "buffer");
  const std::string taps = counted(plan.taps_per_step, "tap") + " a step";
  if (buffer == nest.activation()) return fmt::format("{}, {}", taps, counted(plan.activation_buffers, "buffer"));
  return fmt::format("{}, {}", taps, counted(plan.filter_buffers, "buffer"));
}

/// A way out, and no more than it takes: what else is given may be in the way of the others.
std::string remedies(const PartialPlan& given, const TilingPlan& plan, const LoopNest& nest,
                     const TilingCandidates& candidates) {
  std::vector<std::string> ways;
  for (const PlanNumber& number : kPlanNumbers) {
    if (!(given.*number.given)) continue;
    if (const auto most = largest_that_fits(plan, number, nest, candidates)) {
      ways.push_back(fmt::format("{} up to {}", number.name, *most));
    }
  }
  if (ways.empty()) return "no change of one number alone makes it fit";
  return fmt::format("it fits with {}", fmt::join(ways, ", or "));
}

}  // namespace

NumberRange range_of(const PlanNumber& number, const LoopNest& nest) {
  const auto taps = static_cast<int>(nest.taps.size());
  if (number.given == &PartialPlan::groups) return {1, nest.groups()};
  if (number.given == &PartialPlan::filters_per_group) return {1, nest.filters_per_group};
  if (number.given == &PartialPlan::rows) return {1, nest.rows};
  if (number.given == &PartialPlan::cols) return {1, nest.cols};
  // Operands in acc are there for all taps at once, and have no buffers of their own; maxima have no filter.
  if (number.given == &PartialPlan::taps_per_step) return {nest.one_step() ? taps : 1, taps};
  const bool of_operands = number.given == &PartialPlan::activation_buffers ||
                           number.given == &PartialPlan::filter_buffers ||
                           number.given == &PartialPlan::filters_per_load;
  if (of_operands && nest.in_acc()) return {1, 1};
  const bool of_filter_or_parts = number.given == &PartialPlan::filter_buffers ||
                                  number.given == &PartialPlan::store_parts ||
                                  number.given == &PartialPlan::last_store_parts;
  if (of_filter_or_parts && nest.maximum) return {1, 1};
  if (number.given == &PartialPlan::filters_per_load && nest.distinct_filters() < nest.filters) return {1, 1};
  return {number.least, number.most};
}

std::string range_problem(const PartialPlan& given, const LoopNest& nest) {
  for (const PlanNumber& number : kPlanNumbers) {
    const std::optional<int>& value = given.*number.given;
    const NumberRange range = range_of(number, nest);
    if (value && (*value < range.least || *value > range.most)) {
      return fmt::format("{} is {}; legal are {}", number.name, *value, range_text(range.least, range.most));
    }
  }
  if (given.groups.value_or(1) > 1 &&
      given.filters_per_group.value_or(nest.filters_per_group) < nest.filters_per_group) {
    return fmt::format("groups is {} and filters_per_group {}; a tile of several groups has all {} filters of each",
                       *given.groups, *given.filters_per_group, nest.filters_per_group);
  }
  return "";
}

std::string fit_problem(const PartialPlan& given, const LoopNest& nest, const ScratchpadPartition& partition) {
  const TilingCandidates candidates(nest, partition);
  const TilingPlan plan = smallest(given, nest);
  const std::optional<Misfit> misfit = candidates.misfit(plan);
  if (!misfit) return "";
  const bool whole = misfit->buffer == isa::Buffer::acc || misfit->has == partition.size(misfit->buffer);
  return fmt::format("a tile of {} takes {} of {} entries of {}{}, with {}; {}", tile_text(plan, nest),
                     grouped(misfit->takes), grouped(misfit->has), whole ? "" : "a buffer of ",
                     to_string(misfit->buffer), share_text(plan, nest, misfit->buffer),
                     remedies(given, plan, nest, candidates));
}

}  // namespace vtasim::compiler
