#include "compiler/tiling/tiling_candidates.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

/// 8 filters on 4 planes of 20 x 24, 3 x 3 taps.
LoopNest ordinary_nest() {
  LoopNest nest;
  nest.planes = nest.planes_per_group = 4;
  nest.filters = nest.filters_per_group = 8;
  nest.rows = nest.plane_rows = 20;
  nest.cols = nest.plane_cols = 24;
  nest.pad_rows = nest.pad_cols = 1;
  for (int plane = 0; plane < 4; ++plane) {
    for (int dy = 0; dy < 3; ++dy) {
      for (int dx = 0; dx < 3; ++dx) nest.taps.push_back({dy, dx, plane, 0});
    }
  }
  nest.bias = true;
  return nest;
}

}  // namespace

TEST_CASE("steps are all taps, then whole planes, rows of the kernel, taps of a row") {
  const LoopNest nest = ordinary_nest();
  const isa::HardwareConfig config = configuration(4, 64, {});
  CHECK(TilingCandidates(nest, ScratchpadPartition::whole(config)).step_sizes() ==
        std::vector<int>{36, 18, 9, 6, 3, 2, 1});
}

TEST_CASE("visited plans fit, in both orders and with all or some filters and rows") {
  const LoopNest nest = ordinary_nest();
  const isa::HardwareConfig config = configuration(4, 64, {11, 9, 7, 9});
  TilingCandidates candidates(nest, ScratchpadPartition::whole(config));
  TilingPlan buffers;
  buffers.taps_per_step = 9;
  std::vector<TilingPlan> plans;
  candidates.visit_shapes(buffers, true, [&](const TilingPlan& plan) { plans.push_back(plan); });
  REQUIRE_FALSE(plans.empty());
  for (const TilingPlan& plan : plans) {
    for (const Tile& tile : tiling_of(nest, plan).tiles) {
      CHECK(2 * tile.vectors() + plan.bias_slots <= 512);
      CHECK(2 * tile.filters() * 9 <= 128);
      CHECK(2 * window_of(nest, tile, 0, 9).group_elements() <= 512);
    }
  }
  const auto any = [&](auto&& condition) { return std::any_of(plans.begin(), plans.end(), condition); };
  CHECK(any([](const TilingPlan& plan) { return plan.shape.order == kActivationStays; }));
  CHECK(any([](const TilingPlan& plan) { return plan.shape.order == kFiltersStay; }));
  CHECK(any([](const TilingPlan& plan) { return plan.shape.filters_per_group == 1; }));
  CHECK(any([](const TilingPlan& plan) { return plan.shape.filters_per_group > 1; }));
  CHECK(any([](const TilingPlan& plan) { return plan.shape.cols == 24; }));
  CHECK(any([](const TilingPlan& plan) { return plan.shape.cols < 24; }));
  candidates.visit_shapes(buffers, false, [&](const TilingPlan& plan) { CHECK(plan.shape.order == kFiltersStay); });
}

TEST_CASE("a plan that does not fit is refused") {
  const LoopNest nest = ordinary_nest();
  const isa::HardwareConfig config = configuration(4, 64, {11, 9, 7, 9});
  TilingCandidates candidates(nest, ScratchpadPartition::whole(config));
  TilingPlan plan;
  plan.taps_per_step = 9;
  plan.shape = {1, 4, 4, 10, kFiltersStay};
  REQUIRE(candidates.fits(plan));
  CHECK(plan.bias_slots == 8);
  TilingPlan much = plan;
  much.shape.filters_per_group = 8;  // 144 tiles in two buffers of 64.
  CHECK_FALSE(candidates.fits(much));
  much = plan;
  much.shape.rows = 7;  // 280 sums in two buffers of 252.
  CHECK_FALSE(candidates.fits(much));
  much = plan;
  much.activation_buffers = 8;  // 6 x 12 elements in buffers of 64.
  CHECK_FALSE(candidates.fits(much));
}

TEST_CASE("a plan's ends are shortened as it says") {
  LoopNest nest;
  nest.rows = 24;
  nest.taps = {{}};
  TilingPlan plan;
  plan.shape.rows = 8;
  CHECK(tiling_of(nest, plan).tiles.size() == 3);
  plan.head = 2;
  CHECK(tiling_of(nest, plan).tiles.size() == 5);
  plan.tail = 1;
  CHECK(tiling_of(nest, plan).tiles.size() == 6);
}

TEST_CASE("a residual takes room in the activation's buffers, and a wgt entry") {
  LoopNest nest = ordinary_nest();
  nest.bias = false;
  const isa::HardwareConfig config = configuration(4, 64, {});
  const TilingCandidates candidates(nest, ScratchpadPartition::whole(config));
  TilingPlan plan;
  plan.shape.filters_per_group = 8;
  plan.shape.rows = 1;
  plan.shape.cols = 24;
  plan.taps_per_step = 1;
  const auto activation = [&] { return candidates.entries_of(plan).front().second; };
  REQUIRE(candidates.fits(plan));
  CHECK(activation() == 2 * 24);
  CHECK(plan.partition.size(isa::Buffer::wgt) == 1024);
  nest.residual_shift = 0;
  REQUIRE(candidates.fits(plan));
  CHECK(activation() == 2 * 8 * 24);
  CHECK(plan.partition.size(isa::Buffer::wgt) == 1023);
  plan.activation_buffers = 11;
  CHECK_FALSE(candidates.fits(plan));
}

TEST_CASE("maxima take a grid of entries, no filter, and all taps at once") {
  LoopNest nest = ordinary_nest();
  nest.bias = false;
  nest.planes = nest.filters = 8;
  nest.planes_per_group = nest.filters_per_group = 1;
  nest.taps.resize(9);
  nest.maximum = MaximumForm{false, true};
  const isa::HardwareConfig config = configuration(4, 64, {});
  const TilingCandidates candidates(nest, ScratchpadPartition::whole(config));
  CHECK(candidates.step_sizes() == std::vector<int>{9});
  TilingPlan plan;
  plan.shape.rows = 10;
  plan.shape.cols = 24;
  plan.taps_per_step = 9;
  CHECK_FALSE(candidates.fits(plan));  // Two buffers of a filter that there is not.
  plan.filter_buffers = 1;
  REQUIRE(candidates.fits(plan));
  using Entries = std::vector<std::pair<isa::Buffer, int>>;
  CHECK(candidates.entries_of(plan) ==
        Entries{{isa::Buffer::inp, 2 * 12 * 24}, {isa::Buffer::wgt, 0}, {isa::Buffer::acc, 2 * 12 * 24}});
  CHECK(plan.partition.size(isa::Buffer::wgt) == 1022);
  const auto refuses = [&](const auto& change) {
    TilingPlan changed = plan;
    change(changed);
    CHECK_FALSE(candidates.fits(changed));
  };
  refuses([](TilingPlan& p) { p.taps_per_step = 3; });
  refuses([](TilingPlan& p) { p.filters_per_load = 2; });
  refuses([](TilingPlan& p) { p.store_parts = 2; });
  refuses([](TilingPlan& p) { p.last_store_parts = 2; });
  refuses([](TilingPlan& p) { p.skip_padding = true; });
}

}  // namespace vtasim::compiler
