#include "compiler/fusion/pair_search.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <optional>
#include <vector>

#include "compiler/epilogue/alu_pass.h"
#include "compiler/mappings/registry.h"
#include "isa/base/error.h"
#include "isa/rules/field_limits.h"
#include "tests/compiler/support/sample_pairs.h"
#include "tests/support/configurations.h"
#include "tests/support/shared_machine.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;

Evaluator machine_evaluator(const isa::HardwareConfig& config) {
  return [&config](const isa::Program& program) {
    machine::RunOptions timing_only;
    timing_only.values = false;
    const machine::RunResult run = shared_machine().run(config, program, timing_only);
    REQUIRE(run.record.finished);
    return run.record.cycles;
  };
}

PairSearchResult search(const std::string& mapping, const LayerPair& pair, const isa::HardwareConfig& config) {
  const PairPasses passes = pair_passes(pair, pair_tensors(pair));
  return search_pair(make_pair_mapping(mapping, pair, config), passes, config, SearchEffort::quick,
                     machine_evaluator(config));
}

}  // namespace

TEST_CASE("the search for a pair finds the same program again") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus128");
  const LayerPair pair = sample_pair(32, 28, 64);
  const PairSearchResult one = search("patches", pair, config);
  const PairSearchResult two = search("patches", pair, config);
  CHECK(one.cycles == two.cycles);
  CHECK(one.simulated == two.simulated);
  CHECK(one.simulated > 20);
}

TEST_CASE("where one layer waits for the bus, the other's operations fill its cycles") {
  // Swapped reads 256 bytes an operation, which takes 16 cycles at 128 bits.
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus128");
  const LayerPair pair = sample_pair(32, 56, 64);
  const PairMapping mapping = make_pair_mapping("swapped", pair, config);
  const PairPasses passes = pair_passes(pair, pair_tensors(pair));
  const PairSearchResult found = search_pair(mapping, passes, config, SearchEffort::quick, machine_evaluator(config));
  const auto cycles = [&](const Layer& layer, const Mapping& made, const std::vector<AluPass>& p) {
    return search_tiling(layer, made, p, config, SearchEffort::quick, machine_evaluator(config)).cycles;
  };
  const std::int64_t apart = cycles(pair.depthwise, mapping.first, passes.depthwise) +
                             cycles(pair.pointwise, mapping.second, passes.pointwise);
  CHECK(found.cycles < apart);
}

TEST_CASE("a weave of no lead makes LOADs wait for STOREs") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const LayerPair pair = sample_pair(32, 56, 64);
  const PairMapping mapping = make_pair_mapping("diagonal", pair, config);
  const PairPasses passes = pair_passes(pair, pair_tensors(pair));
  PairPlan plan = search("diagonal", pair, config).plan;
  const auto cycles_with = [&](int lead) {
    plan.lead = lead;
    return machine_evaluator(config)(build_pair_program(mapping, plan, passes, config).program);
  };
  CHECK(cycles_with(2) < cycles_with(0));
}

TEST_CASE("scratchpads that hold no tile of both layers are an error") {
  const isa::HardwareConfig config = configuration(4, 64, {7, 4, 4, 5});
  CHECK_THROWS_WITH(search("diagonal", sample_pair(32, 28, 64), config),
                    Contains("dw+pw, mapping diagonal: the scratchpads of test do not hold a tile of both layers"));
}

TEST_CASE("the layers' shares of the scratchpads do not overlap") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const LayerPair pair = sample_pair(64, 28, 64);
  const PairMapping mapping = make_pair_mapping("patches", pair, config);
  PairPlan plan;
  plan.first.shape = {2, 1, 2, 7, kFiltersStay};
  plan.first.taps_per_step = static_cast<int>(mapping.first.nest.taps.size());
  plan.transposition.rows = 1;
  plan.transposition.cols = 7;
  const auto rest = divide_scratchpads(mapping, config, plan);
  REQUIRE(rest);
  for (const isa::Buffer buffer : {isa::Buffer::inp, isa::Buffer::wgt, isa::Buffer::acc}) {
    CHECK(plan.first.partition.base(buffer) == 0);
    CHECK(plan.transposition.partition.base(buffer) == plan.first.partition.size(buffer));
    CHECK(rest->base(buffer) == plan.first.partition.size(buffer) + plan.transposition.partition.size(buffer));
    CHECK(rest->base(buffer) + rest->size(buffer) == isa::addressable_depth(buffer, config));
    CHECK(plan.first.partition.size(buffer) > 0);
    CHECK(plan.transposition.partition.size(buffer) > 0);
  }
}

TEST_CASE("where the pointwise layer reads pixels as they are made, each number of bands is searched by itself") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const LayerPair pair = sample_pair(32, 32, 32);
  const PairPasses passes = pair_passes(pair, pair_tensors(pair));
  const Mapping first = make_mapping("swapped 4x4 step 4x4 aligned parts 2x4", pair.depthwise, config);
  const PairMapping mapping = make_pair_mapping(first, pair, config, nullptr, PixelOrder::as_made);
  const auto search = [&](SearchEffort effort, std::optional<int> rows) {
    PairScope scope(effort);
    scope.given.first.rows = rows;
    return search_pair(mapping, passes, config, scope, machine_evaluator(config));
  };
  const auto search_each = [&](SearchEffort effort) {
    std::vector<PairSearchResult> banded;
    for (const int rows : {4, 2, 1}) {
      banded.push_back(search(effort, rows));
      CHECK(banded.back().plan.first.shape.rows == rows);
    }
    return banded;
  };
  const auto all_simulated = [](const std::vector<PairSearchResult>& banded) {
    return std::accumulate(banded.begin(), banded.end(), 0,
                           [](int sum, const PairSearchResult& one) { return sum + one.simulated; });
  };
  const std::vector<PairSearchResult> full = search_each(SearchEffort::full);
  const PairSearchResult best = search(SearchEffort::full, {});
  for (const PairSearchResult& banded : full) CHECK(best.cycles <= banded.cycles);
  CHECK(best.simulated == all_simulated(full));

  // A quick search goes on with the number that begins best.
  const std::vector<PairSearchResult> quick = search_each(SearchEffort::quick);
  const PairSearchResult found = search(SearchEffort::quick, {});
  CHECK(std::any_of(quick.begin(), quick.end(), [&](const PairSearchResult& banded) {
    return banded.cycles == found.cycles && banded.plan.choices() == found.plan.choices();
  }));
  CHECK(found.simulated < all_simulated(quick));
}

}  // namespace vtasim::compiler
