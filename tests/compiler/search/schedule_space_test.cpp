#include "compiler/search/schedule_space.h"

#include <array>
#include <catch2/catch.hpp>
#include <set>
#include <tuple>

#include "compiler/tiling/plan_limits.h"
#include "compiler/tiling/tap_ranges.h"
#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

/// Two groups of two filters on planes of 3 x 4, 1 x 2 taps.
LoopNest small_nest() {
  LoopNest nest;
  nest.planes = 2;
  nest.filters = 4;
  nest.filters_per_group = 2;
  nest.rows = nest.plane_rows = 3;
  nest.cols = 4;
  nest.plane_cols = 5;
  nest.taps = {{0, 0, 0, 0}, {0, 1, 0, 0}};
  return nest;
}

/// What tells programs of plans apart, ends and parts aside: tiles in their order, and the rest of the numbers.
auto key_of(const LoopNest& nest, const TilingPlan& plan) {
  std::vector<std::array<int, 7>> tiles;
  for (const Tile& tile : split_nest(nest, plan.shape)) {
    tiles.push_back({tile.group, tile.groups, tile.filter, tile.row, tile.rows, tile.col, tile.cols});
  }
  return std::tuple(tiles, plan.taps_per_step, plan.activation_buffers, plan.filter_buffers, plan.acc_buffers,
                    plan.filters_per_load, plan.skip_padding);
}

/// Distinct programs among all plans that fit, found one by one.
std::size_t count_one_by_one(const LoopNest& nest, const ScratchpadPartition& partition) {
  TilingCandidates candidates(nest, partition);
  std::set<decltype(key_of(nest, TilingPlan()))> found;
  const auto buffers = [&](TilingPlan plan) {
    for (plan.activation_buffers = 1; plan.activation_buffers <= 4; ++plan.activation_buffers) {
      for (plan.filter_buffers = 1; plan.filter_buffers <= 4; ++plan.filter_buffers) {
        for (plan.acc_buffers = 1; plan.acc_buffers <= 4; ++plan.acc_buffers) {
          TilingPlan fitting = plan;
          if (candidates.fits(fitting)) found.insert(key_of(nest, plan));
        }
      }
    }
  };
  TilingPlan plan;
  for (plan.shape.groups = 1; plan.shape.groups <= 2; ++plan.shape.groups) {
    for (plan.shape.filters_per_group = 1; plan.shape.filters_per_group <= 2; ++plan.shape.filters_per_group) {
      for (plan.shape.rows = 1; plan.shape.rows <= 3; ++plan.shape.rows) {
        for (const int cols : {1, 2, 4}) {  // 3 columns are cut as 2 are.
          plan.shape.cols = cols;
          for (const LoopOrder& order : all_loop_orders()) {
            plan.shape.order = order;
            for (plan.taps_per_step = 1; plan.taps_per_step <= 2; ++plan.taps_per_step) {
              for (const int filters : {1, 2, 4}) {
                plan.filters_per_load = filters;
                buffers(plan);
              }
            }
          }
        }
      }
    }
  }
  return found.size();
}

/// Halvings of both ends, and parts: they fit wherever the rest does.
constexpr std::size_t kAnywhere = 7 * 7 * 5 * 5;

}  // namespace

TEST_CASE("schedules are counted as they are found one by one") {
  const LoopNest nest = small_nest();
  for (const LogDepths& depths : {LogDepths{11, 11, 10, 11}, LogDepths{11, 4, 3, 4}, LogDepths{11, 5, 4, 3}}) {
    const auto partition = ScratchpadPartition::whole(configuration(4, 64, depths));
    const std::size_t one_by_one = count_one_by_one(nest, partition);
    CHECK(one_by_one > 0);
    CHECK(ScheduleSpace(nest, partition).count() == static_cast<std::int64_t>(one_by_one * kAnywhere));
  }
}

TEST_CASE("random schedules fit, and all kinds come up") {
  const LoopNest nest = small_nest();
  const auto partition = ScratchpadPartition::whole(configuration(4, 64, {11, 5, 4, 5}));
  ScheduleSpace space(nest, partition);
  SplitMix64 numbers(7);
  TilingCandidates candidates(nest, partition);
  std::set<int> rows;
  std::set<LoopOrder> orders;
  for (int i = 0; i < 300; ++i) {
    std::optional<TilingPlan> plan = space.random(numbers);
    REQUIRE(plan.has_value());
    CHECK(candidates.fits(*plan));
    CHECK(range_problem(given(*plan), nest).empty());
    rows.insert(plan->shape.rows);
    orders.insert(plan->shape.order);
  }
  CHECK(rows == std::set<int>{1, 2, 3});
  CHECK(orders.size() > 20);
  // The same for the same seed.
  SplitMix64 first(3);
  SplitMix64 second(3);
  CHECK(space.random(first)->choices() == space.random(second)->choices());
}

TEST_CASE("where nothing fits there is no schedule") {
  const LoopNest nest = small_nest();
  ScratchpadPartition partition = ScratchpadPartition::whole(configuration(4, 64, {}));
  partition.leave_out(isa::Buffer::acc, partition.size(isa::Buffer::acc));
  ScheduleSpace space(nest, partition);
  SplitMix64 numbers(1);
  CHECK(space.count() == 0);
  CHECK_FALSE(space.random(numbers).has_value());
}

TEST_CASE("padding makes twice as many, to be left out or not, as far as either fits") {
  LoopNest nest = small_nest();
  const auto partition = ScratchpadPartition::whole(configuration(4, 64, {}));
  const std::int64_t unpadded = ScheduleSpace(nest, partition).count();
  nest.plane_cols = 4;
  nest.pad_cols = 1;
  REQUIRE(can_skip_padding(nest));
  CHECK(ScheduleSpace(nest, partition).count() == 2 * unpadded);
}

}  // namespace vtasim::compiler
