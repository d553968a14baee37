#include "compiler/search/least_estimate.h"

#include <rapidcheck/catch.h>

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
