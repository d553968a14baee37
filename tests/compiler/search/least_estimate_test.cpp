#include "compiler/search/least_estimate.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "compiler/search/estimate.h"
#include "tests/compiler/support/sample_nests.h"
#include "tests/support/configurations.h"
#include "tests/support/random_layers.h"
#include "tests/support/random_nests.h"

namespace vtasim::compiler {

TEST_CASE("no estimate is less than the least") {
  rc::prop("random nests and plans", [] {
    const LoopNest nest = random_nest();
    const isa::HardwareConfig config = configuration(4, *rc::gen::element(64, 128, 512), {});
    const int alu_passes = random_number(1, 4);
    LeastEstimate least(nest, config, alu_passes);
    for (int i = 0; i < 4; ++i) {
      const TilingPlan plan = random_plan(nest);
      const std::int64_t estimate = estimate_cycles(nest, tiling_of(nest, plan), config, alu_passes);
      RC_ASSERT(least.of(plan) <= estimate);
    }
  });
}

TEST_CASE("no estimate is less than the least: residuals, filters that are alike, maxima") {
  rc::prop("random nests and plans", [] {
    LoopNest nest = random_nest();
    nest.vectors_per_position = 1;
    const int kind = random_number(0, 2);
    if (kind == 2) {
      nest.planes_per_group = nest.filters_per_group = 1;
      nest.filters = nest.planes;
      nest.taps.erase(std::remove_if(nest.taps.begin(), nest.taps.end(), [](const Tap& t) { return t.plane > 0; }),
                      nest.taps.end());
      // Every window meets an element.
      nest.pad_rows = std::min(nest.pad_rows, nest.taps.back().dy);
      nest.pad_cols = std::min(nest.pad_cols, nest.taps.back().dx);
      nest.plane_rows = std::max(nest.plane_rows, (nest.rows - 1) * nest.stride_rows - nest.pad_rows + 1);
      nest.plane_cols = std::max(nest.plane_cols, (nest.cols - 1) * nest.stride_cols - nest.pad_cols + 1);
      nest.maximum = MaximumForm{random_number(0, 1) == 1, nest.stride_cols > 1 || random_number(0, 1) == 1};
    } else {
      nest.filters_alike = kind == 1;
      nest.residual_shift = 3;
    }
    const isa::HardwareConfig config = configuration(4, *rc::gen::element(64, 128, 512), {});
    const int alu_passes = nest.maximum ? 1 : random_number(1, 4);
    LeastEstimate least(nest, config, alu_passes);
    for (int i = 0; i < 4; ++i) {
      TilingPlan plan = random_plan(nest);
      if (nest.maximum) plan.taps_per_step = static_cast<int>(nest.taps.size());
      const std::int64_t estimate = estimate_cycles(nest, tiling_of(nest, plan), config, alu_passes);
      RC_ASSERT(least.of(plan) <= estimate);
    }
  });
}

TEST_CASE("the least is nearly all where load or compute never waits") {
  const LoopNest nest = planes_nest();
  TilingPlan plan;
  plan.shape.rows = 9;
  plan.shape.cols = 18;
  for (const int taps : {9, 3, 1}) {
    plan.taps_per_step = taps;
    for (const auto& [bus_bits, alu_passes] : {std::pair{64, 1}, {512, 20}}) {
      CAPTURE(taps, bus_bits);
      const isa::HardwareConfig config = configuration(4, bus_bits, {});
      const std::int64_t estimate = estimate_cycles(nest, tiling_of(nest, plan), config, alu_passes);
      const std::int64_t least = LeastEstimate(nest, config, alu_passes).of(plan);
      CHECK(least <= estimate);
      CHECK(least > estimate * 9 / 10);
    }
  }
}

}  // namespace vtasim::compiler
