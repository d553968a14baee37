#include "compiler/search/estimate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "compiler/graph/network_file.h"
#include "compiler/mappings/registry.h"
#include "compiler/program/build_program.h"
#include "compiler/search/least_cycles.h"
#include "compiler/tiling/tiling_candidates.h"
#include "compiler/workload/network.h"
#include "tests/compiler/support/sample_nests.h"
#include "tests/support/configurations.h"
#include "tests/support/shared_machine.h"

namespace vtasim::compiler {
namespace {

const std::vector<AluPass> kPasses = {{isa::AluOp::shr, 9, {}}, {isa::AluOp::min, 127, {}}, {isa::AluOp::max, 0, {}}};
constexpr int kAluPasses = 4;  ///< These, and what starts sums.
constexpr std::int64_t kMostSteps = 3000;

/// A layer of a shipped network by a mapping, on a configuration.
struct Sample {
  const char* network;
  const char* layer;
  const char* mapping;
  const char* hardware;
  double least_correlation = 0.9;  ///< Of estimates with cycles, with a margin to what it is.
};

/// Small ones of all kinds, in which read, compute or store is the bound.
const std::vector<Sample> kSamples = {
    {"mobilenet-v1", "dw12", "diagonal", "b16-bus64"},
    // Steps of a few rows of several planes: one LOAD, which is estimated as one a plane.
    {"mobilenet-v1", "dw13", "patches", "b16-bus64", 0.65},
    {"mobilenet-v1", "dw13", "swapped", "b16-bus512"},
    {"mobilenet-v1", "fc", "direct", "b16-bus64"},
    {"mobilenet-v2", "block7-dw", "banded", "b16-bus64"},
    {"mobilenet-v2", "block8-dw", "diagonal", "b16-bus512"},
    {"mobilenet-v2", "block8-project", "direct", "b16-bus64"},
    {"mobilenet-v2", "block5-expand", "direct", "b16-bus128"},
    {"mobilenet-v2", "block14-project", "direct", "b16-bus64"},
    {"resnet-18", "stage4-block1-shortcut", "direct", "b16-bus64"}};

Layer layer_of(const Sample& sample) {
  return select_layers(find_network(sample.network), {sample.layer}).layers.at(0);
}

/// `count` plans of a nest, from all over: steps and buffers of all numbers, both orders, whole and short ends.
std::vector<TilingPlan> plans_of(const LoopNest& nest, const isa::HardwareConfig& config, std::size_t count) {
  TilingCandidates candidates(nest, ScratchpadPartition::whole(config));
  std::vector<TilingPlan> all;
  for (const int taps : candidates.step_sizes()) {
    for (const auto [activation, filter, acc] : {std::array{2, 2, 2}, {2, 1, 2}, {1, 2, 2}, {1, 1, 1}}) {
      TilingPlan buffers;
      buffers.taps_per_step = taps;
      buffers.activation_buffers = activation;
      buffers.filter_buffers = filter;
      buffers.acc_buffers = acc;
      candidates.visit_shapes(buffers, true, [&](TilingPlan plan) {
        const auto tiles = static_cast<std::int64_t>(tiling_of(nest, plan).tiles.size());
        if (tiles * static_cast<std::int64_t>(nest.taps.size()) > kMostSteps * taps) return;
        all.push_back(plan);
        plan.head = plan.tail = 2;
        all.push_back(plan);
      });
    }
  }
  std::vector<TilingPlan> some;
  for (std::size_t i = 0; i < std::min(count, all.size()); ++i) some.push_back(all[i * all.size() / count]);
  return some;
}

std::int64_t simulated(const Layer& layer, const Mapping& mapping, const Tiling& tiling,
                       const isa::HardwareConfig& config) {
  machine::RunOptions timing_only;
  timing_only.values = false;
  const BuiltProgram built = build_program(layer, mapping, tiling, kPasses, config);
  const machine::RunResult run = shared_machine().run(config, built.program, timing_only);
  REQUIRE(run.problem.empty());
  return run.record.cycles;
}

/// By element: its place in order from 1 up; equal ones share theirs.
std::vector<double> ranks(const std::vector<std::int64_t>& values) {
  std::vector<double> result;
  for (const std::int64_t value : values) {
    const auto less = std::count_if(values.begin(), values.end(), [&](std::int64_t other) { return other < value; });
    const auto same = std::count(values.begin(), values.end(), value);
    result.push_back(static_cast<double>(less) + static_cast<double>(same + 1) / 2);
  }
  return result;
}

/// Spearman's rank correlation: 1 where both order alike, -1 where they order the other way round.
double rank_correlation(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b) {
  const std::vector<double> x = ranks(a);
  const std::vector<double> y = ranks(b);
  const double mean = (static_cast<double>(a.size()) + 1) / 2;
  double xy = 0;
  double xx = 0;
  double yy = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    xy += (x[i] - mean) * (y[i] - mean);
    xx += (x[i] - mean) * (x[i] - mean);
    yy += (y[i] - mean) * (y[i] - mean);
  }
  return xy / std::sqrt(xx * yy);
}

/// planes_nest(), each plane a tile, in two buffers.
struct Planes {
  LoopNest nest = planes_nest();
  Tiling tiling;

  Planes() {
    TilingPlan plan;
    plan.shape.rows = plan.shape.cols = 18;
    plan.taps_per_step = 9;
    tiling = tiling_of(nest, plan);
  }
};

std::int64_t estimate(const Planes& planes, int bus_bits = 64, int alu_passes = kAluPasses) {
  return estimate_cycles(planes.nest, planes.tiling, configuration(4, bus_bits, {}), alu_passes);
}

}  // namespace

TEST_CASE("an estimate of one tile is one module after the other") {
  Planes planes;
  planes.tiling.tiles.resize(1);
  // By what instructions take on the RTL beyond beats and operations: 23 a LOAD, 7 an instruction of compute, 4 a
  // STORE, which pauses after each of its vectors but the last. Loads run while the sums are set to zero.
  const std::int64_t vectors = 18 * 18;
  const std::int64_t loads = 23 + 9 * 256 / 8 + 23 + 400 * 16 / 8;
  const std::int64_t products = 9 * vectors + 7;
  const std::int64_t passes = 3 * (vectors + 7);
  const std::int64_t up_to_store = loads + products + passes + 4;
  CHECK(estimate(planes) > up_to_store + 2 * vectors);
  CHECK(estimate(planes) < up_to_store + 4 * vectors);
  CHECK(estimate(planes, 64, 5) == estimate(planes) + vectors + 7);
}

TEST_CASE("more work is estimated to take longer") {
  const Planes planes;
  const std::int64_t cycles = estimate(planes);
  CHECK(estimate(planes, 64, kAluPasses + 1) > cycles);
  Planes more = planes;
  more.nest.planes = more.nest.filters = 33;
  more.tiling.tiles.push_back(more.tiling.tiles.back());
  ++more.tiling.tiles.back().group;
  ++more.tiling.tiles.back().filter;
  CHECK(estimate(more) > cycles);
  more = planes;
  for (int i = 0; i < 3; ++i) more.nest.taps.push_back({0, i, 0, 0});
  more.tiling.taps_per_step = 12;
  CHECK(estimate(more) > cycles);
}

TEST_CASE("a wider bus and more buffers are estimated to take no longer") {
  Planes planes;
  for (const int passes : {1, 4}) {
    for (const int bus : {64, 128, 256}) CHECK(estimate(planes, 2 * bus, passes) <= estimate(planes, bus, passes));
  }
  CHECK(estimate(planes, 128) < estimate(planes, 64));
  const std::int64_t two = estimate(planes, 64, 1);
  for (int Tiling::*buffers : {&Tiling::activation_buffers, &Tiling::filter_buffers, &Tiling::acc_buffers}) {
    Planes one = planes;
    one.tiling.*buffers = 1;
    CHECK(estimate(one, 64, 1) >= two);
  }
  planes.tiling.activation_buffers = 1;
  CHECK(estimate(planes, 64, 1) > two);
}

TEST_CASE("what is there already is estimated to take no LOAD") {
  Planes planes;
  planes.nest.taps.resize(1);
  planes.nest.plane_rows = planes.nest.plane_cols = 40;  // Four times what is stored.
  planes.nest.stride_rows = planes.nest.stride_cols = 2;
  planes.nest.filters_per_group = 2;
  planes.nest.filters = 64;
  const auto with_order = [&](const LoopOrder& order) {
    TilingPlan plan;
    plan.shape.rows = 6;  // Three tiles, more than there are buffers.
    plan.shape.cols = 18;
    plan.shape.order = order;
    planes.tiling = tiling_of(planes.nest, plan);
    return estimate(planes, 64, 1);
  };
  // Reading the planes takes longest: with filters inside they are read once.
  CHECK(with_order(kActivationStays) < with_order(kFiltersStay));
}

TEST_CASE("a step that reads nothing but padding is estimated to take nothing") {
  Planes planes;
  planes.nest.pad_rows = 18;
  planes.tiling.tiles.resize(1);
  const Tile& tile = planes.tiling.tiles[0];
  Planes kernel_of_two = planes;
  planes.nest.taps = {{18, 0, 0, 0}};
  planes.tiling.taps_per_step = 1;
  kernel_of_two.nest.taps = {{18, 0, 0, 0}, {0, 0, 0, 0}};
  kernel_of_two.tiling.taps_per_step = 1;
  REQUIRE(window_of(kernel_of_two.nest, tile, 1, 2).outside);
  CHECK(estimate(kernel_of_two) == estimate(planes));
}

TEST_CASE("compute's least is no more than any estimate, and all of one that compute bounds") {
  for (const Sample& sample : kSamples) {
    CAPTURE(sample.layer, sample.mapping);
    const isa::HardwareConfig config = isa::find_hardware_config(sample.hardware);
    const Mapping mapping = make_mapping(sample.mapping, layer_of(sample), config);
    const LoopNest& nest = mapping.nest;
    const std::int64_t products = least_products(nest);
    for (const TilingPlan& plan : plans_of(nest, config, 20)) {
      const Tiling tiling = tiling_of(nest, plan);
      std::int64_t steps = 0;
      for (const Tile& tile : tiling.tiles) {
        for (std::size_t tap = 0; tap < nest.taps.size(); tap += static_cast<std::size_t>(plan.taps_per_step)) {
          const std::size_t end = std::min(tap + static_cast<std::size_t>(plan.taps_per_step), nest.taps.size());
          if (!window_of(nest, tile, tap, end).outside) ++steps;
        }
      }
      const auto tiles = static_cast<std::int64_t>(tiling.tiles.size());
      CHECK(least_compute_cycles(nest, products, tiles, steps, kAluPasses) <=
            estimate_cycles(nest, tiling, config, kAluPasses));
    }
  }
  const Planes planes;
  const std::int64_t least = least_compute_cycles(planes.nest, least_products(planes.nest), 32, 32, 20);
  CHECK(least == 32 * (18 * 18 * (9 + 20) + 7 * (1 + 20)));
  const std::int64_t ends = estimate(planes, 512, 20) - least;  // Before the first product and behind the last.
  CHECK(ends > 0);
  CHECK(ends < least / 100);
}

TEST_CASE("an estimate with a limit is exact below it, and no less from it on") {
  const Planes planes;
  const isa::HardwareConfig config = configuration(4, 64, {});
  const std::int64_t cycles = estimate(planes);
  const auto with_limit = [&](std::int64_t limit) {
    return estimate_cycles(planes.nest, planes.tiling, config, kAluPasses, limit);
  };
  CHECK(with_limit(cycles + 1) == cycles);
  CHECK(with_limit(cycles) == cycles);
  for (const std::int64_t limit : {std::int64_t{1}, cycles / 3, cycles / 2, cycles - 1}) {
    CHECK(with_limit(limit) >= limit);
    CHECK(with_limit(limit) <= cycles);
  }
  CHECK(with_limit(cycles / 3) < cycles / 2);  // It stops there.
}

// A search simulates only what estimates put first, so they have to order tilings as the machine does.
TEST_CASE("estimates order the tilings of a layer as the machine does") {
  std::string figures;
  double sum = 0;
  for (const Sample& sample : kSamples) {
    CAPTURE(sample.layer, sample.mapping, sample.hardware);
    const isa::HardwareConfig config = isa::find_hardware_config(sample.hardware);
    const Layer layer = layer_of(sample);
    const Mapping mapping = make_mapping(sample.mapping, layer, config);
    std::vector<std::int64_t> estimated;
    std::vector<std::int64_t> measured;
    for (const TilingPlan& plan : plans_of(mapping.nest, config, 30)) {
      const Tiling tiling = tiling_of(mapping.nest, plan);
      estimated.push_back(estimate_cycles(mapping.nest, tiling, config, kAluPasses));
      measured.push_back(simulated(layer, mapping, tiling, config));
    }
    REQUIRE(estimated.size() >= 20);
    const double correlation = rank_correlation(estimated, measured);
    figures += fmt::format("{} {} {}: {} tilings, {} to {} cycles, {:.3f}\n", sample.layer, sample.mapping,
                           sample.hardware, estimated.size(), *std::min_element(measured.begin(), measured.end()),
                           *std::max_element(measured.begin(), measured.end()), correlation);
    sum += correlation;
    CHECK(correlation > sample.least_correlation);
  }
  WARN(figures);
  CHECK(sum / static_cast<double>(kSamples.size()) > 0.93);
}

TEST_CASE("rank correlation is 1 for one order, -1 for the reverse, and less for ties") {
  CHECK(rank_correlation({1, 2, 3}, {10, 20, 1000}) == Approx(1));
  CHECK(rank_correlation({1, 2, 3}, {3, 2, 1}) == Approx(-1));
  CHECK(rank_correlation({1, 2, 3, 4}, {1, 2, 2, 1}) == Approx(0));
  CHECK(rank_correlation({1, 2, 3, 4}, {1, 1, 2, 2}) == Approx(0.894).epsilon(0.001));
}

}  // namespace vtasim::compiler
