#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "compiler/tiling/loop_order.h"
#include "compiler/tiling/tiling_plan.h"

namespace vtasim::compiler {

/// What of a plan is given; the rest is to be searched for.
struct PartialPlan {
  std::optional<int> groups;
  std::optional<int> filters_per_group;
  std::optional<int> rows;
  std::optional<int> cols;
  std::optional<LoopOrder> order;
  std::optional<int> taps_per_step;
  std::optional<int> activation_buffers;
  std::optional<int> filter_buffers;
  std::optional<int> acc_buffers;
  std::optional<int> head;
  std::optional<int> tail;
  std::optional<int> store_parts;
  std::optional<int> last_store_parts;
  std::optional<int> filters_per_load;
  std::optional<bool> skip_padding;

  /// Whether nothing is given.
  bool empty() const;
  /// Whether a plan has all that is given.
  bool allows(const TilingPlan& plan) const;
  /// The plan with what is given in place of what it had.
  TilingPlan applied_to(TilingPlan plan) const;
};

/// All of a plan given.
PartialPlan given(const TilingPlan& plan);

/// One of a plan's numbers, by the name that files and messages have for it.
struct PlanNumber {
  std::string_view name;
  int least = 1;  ///< What is legal of any nest: the legal numbers of one are range_of()'s (plan_limits.h).
  int most = 1;
  int& (*of)(TilingPlan&) = nullptr;
  std::optional<int> PartialPlan::*given = nullptr;
};

/// Beyond what any tensor has, and far from where sums of several overflow.
inline constexpr int kMostExtent = 1 << 24;
/// A tile that is halved so often is a vector long before.
inline constexpr int kMostHalvings = 24;

/// All choices of a plan that are numbers; the others are its loop order and skip_padding.
inline constexpr std::array<PlanNumber, 13> kPlanNumbers = {{
    {"groups", 1, kMostExtent, [](TilingPlan& p) -> int& { return p.shape.groups; }, &PartialPlan::groups},
    {"filters_per_group", 1, kMostExtent, [](TilingPlan& p) -> int& { return p.shape.filters_per_group; },
     &PartialPlan::filters_per_group},
    {"rows", 1, kMostExtent, [](TilingPlan& p) -> int& { return p.shape.rows; }, &PartialPlan::rows},
    {"cols", 1, kMostExtent, [](TilingPlan& p) -> int& { return p.shape.cols; }, &PartialPlan::cols},
    {"taps_per_step", 1, kMostExtent, [](TilingPlan& p) -> int& { return p.taps_per_step; },
     &PartialPlan::taps_per_step},
    {"activation_buffers", 1, kMostExtent, [](TilingPlan& p) -> int& { return p.activation_buffers; },
     &PartialPlan::activation_buffers},
    {"filter_buffers", 1, kMostExtent, [](TilingPlan& p) -> int& { return p.filter_buffers; },
     &PartialPlan::filter_buffers},
    {"acc_buffers", 1, kMostExtent, [](TilingPlan& p) -> int& { return p.acc_buffers; }, &PartialPlan::acc_buffers},
    {"head_halvings", 0, kMostHalvings, [](TilingPlan& p) -> int& { return p.head; }, &PartialPlan::head},
    {"tail_halvings", 0, kMostHalvings, [](TilingPlan& p) -> int& { return p.tail; }, &PartialPlan::tail},
    {"store_parts", 1, kMostExtent, [](TilingPlan& p) -> int& { return p.store_parts; }, &PartialPlan::store_parts},
    {"last_store_parts", 1, kMostExtent, [](TilingPlan& p) -> int& { return p.last_store_parts; },
     &PartialPlan::last_store_parts},
    {"filters_per_load", 1, kMostExtent, [](TilingPlan& p) -> int& { return p.filters_per_load; },
     &PartialPlan::filters_per_load},
}};

/// A plan's number; of a plan that is const.
int number_of(const TilingPlan& plan, const PlanNumber& number);

}  // namespace vtasim::compiler
