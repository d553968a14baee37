#include "compiler/tiling/plan_limits.h"

#include <catch2/catch.hpp>

#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

/// Two groups of four filters on four planes of 20 x 24, 3 x 3 taps.
LoopNest grouped_nest() {
  LoopNest nest;
  nest.planes = 8;
  nest.planes_per_group = 4;
  nest.filters = 8;
  nest.filters_per_group = 4;
  nest.rows = nest.plane_rows = 20;
  nest.cols = nest.plane_cols = 24;
  nest.pad_rows = nest.pad_cols = 1;
  for (int plane = 0; plane < 4; ++plane) {
    for (int dy = 0; dy < 3; ++dy) {
      for (int dx = 0; dx < 3; ++dx) nest.taps.push_back({dy, dx, plane, 0});
    }
  }
  return nest;
}

/// 512 entries of inp, 128 of wgt, 512 of acc.
ScratchpadPartition small_scratchpads() { return ScratchpadPartition::whole(configuration(4, 64, {11, 9, 7, 9})); }

}  // namespace

TEST_CASE("numbers out of a nest's range are named with what is legal") {
  const LoopNest nest = grouped_nest();
  CHECK(range_problem({}, nest).empty());
  const auto problem = [&](std::optional<int> PartialPlan::*number, int value) {
    PartialPlan given;
    given.*number = value;
    return range_problem(given, nest);
  };
  CHECK(problem(&PartialPlan::rows, 20).empty());
  CHECK(problem(&PartialPlan::rows, 21) == "rows is 21; legal are 1 to 20");
  CHECK(problem(&PartialPlan::cols, 25) == "cols is 25; legal are 1 to 24");
  CHECK(problem(&PartialPlan::groups, 3) == "groups is 3; legal are 1 to 2");
  CHECK(problem(&PartialPlan::filters_per_group, 0) == "filters_per_group is 0; legal are 1 to 4");
  CHECK(problem(&PartialPlan::taps_per_step, 37) == "taps_per_step is 37; legal are 1 to 36");
  CHECK(problem(&PartialPlan::taps_per_step, 36).empty());
  CHECK(problem(&PartialPlan::tail, kMostHalvings).empty());
  CHECK_THAT(problem(&PartialPlan::tail, kMostHalvings + 1), StartsWith("tail_halvings is 25; legal are 0 to 24"));
  PartialPlan several;
  several.groups = 2;
  several.filters_per_group = 2;
  CHECK(range_problem(several, nest) ==
        "groups is 2 and filters_per_group 2; a tile of several groups has all 4 filters of each");
  several.filters_per_group = 4;
  CHECK(range_problem(several, nest).empty());
}

TEST_CASE("operands in acc have no buffers of their own, and are there for all taps") {
  LoopNest nest = grouped_nest();
  nest.operands = Operands::in_acc;
  PartialPlan given;
  given.taps_per_step = 9;
  CHECK(range_problem(given, nest) == "taps_per_step is 9; legal are 36 only");
  given.taps_per_step = 36;
  given.filter_buffers = 2;
  CHECK(range_problem(given, nest) == "filter_buffers is 2; legal are 1 only");
}

TEST_CASE("a tile that does not fit is named with the scratchpad, and with what would fit") {
  const LoopNest nest = grouped_nest();
  const auto problem = [&](const PartialPlan& given) { return fit_problem(given, nest, small_scratchpads()); };
  CHECK(problem({}).empty());
  PartialPlan sums;
  sums.rows = 20;
  sums.cols = 24;
  sums.acc_buffers = 2;
  CHECK(problem(sums) ==
        "a tile of 1 group x 1 filter x 20 rows x 24 columns takes 960 of 512 entries of acc, with 2 buffers; it fits "
        "with rows up to 10, or cols up to 12, or acc_buffers up to 1");
  PartialPlan planes;
  planes.taps_per_step = 36;
  planes.cols = 24;
  planes.activation_buffers = 2;
  planes.rows = 3;
  // 4 planes of 5 x 26; with one row 3 x 26, still more than half of 512.
  CHECK(
      problem(planes) ==
      "a tile of 1 group x 1 filter x 3 rows x 24 columns takes 520 of 256 entries of a buffer of inp, with 36 taps a "
      "step, 2 buffers; it fits with cols up to 10, or taps_per_step up to 9");
  PartialPlan filters;
  filters.filter_buffers = 4;
  filters.taps_per_step = 36;
  filters.filters_per_load = 8;
  filters.rows = 1;
  CHECK_THAT(problem(filters), Contains("entries of a buffer of wgt, with 36 taps a step, 4 buffers; no change of one "
                                        "number alone makes it fit") ||
                                   Contains("; it fits with"));
}

TEST_CASE("what would fit does, and one more does not") {
  const LoopNest nest = grouped_nest();
  PartialPlan given;
  given.rows = 20;
  given.cols = 24;
  given.acc_buffers = 2;
  REQUIRE_FALSE(fit_problem(given, nest, small_scratchpads()).empty());
  given.rows = 10;
  CHECK(fit_problem(given, nest, small_scratchpads()).empty());
  given.rows = 11;
  CHECK_FALSE(fit_problem(given, nest, small_scratchpads()).empty());
}

}  // namespace vtasim::compiler
