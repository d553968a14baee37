#include "compiler/search/least_cycles.h"

#include <catch2/catch.hpp>
#include <limits>

#include "compiler/lanes/mapping.h"
#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

/// 10 x 10 vectors of a plane of as many elements, and one tap.
LoopNest plain_nest() {
  LoopNest nest;
  nest.rows = nest.plane_rows = 10;
  nest.cols = nest.plane_cols = 10;
  nest.taps = {{0, 0, 0, 0}};
  return nest;
}

}  // namespace

TEST_CASE("least cycles: a residual is added and read once, a filter that all share read once, maxima have none") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  LoopNest nest = plain_nest();
  nest.planes = nest.filters = 4;
  const LeastCycles plain = least_cycles(nest, config, 1);
  nest.residual_shift = 0;
  CHECK(least_cycles(nest, config, 1).compute - plain.compute == 400);
  CHECK(least_cycles(nest, config, 1).read - plain.read == 400 * 16 / 8);
  nest.residual_shift.reset();
  nest.filters_alike = true;
  CHECK(plain.read - least_cycles(nest, config, 1).read == 3 * 256 / 8);
  nest.filters_alike = false;
  nest.maximum = MaximumForm{};
  CHECK(plain.read - least_cycles(nest, config, 1).read == 4 * 256 / 8);
  // Doubling takes fewer operations than there are taps.
  nest.taps.resize(30, {0, 0, 0, 0});
  CHECK(least_cycles(nest, config, 1).compute == 800);
}

TEST_CASE("least cycles: operations, the bus or the stores, whichever are more") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  LoopNest nest = plain_nest();
  // 100 x (1 + 1) operations; 100 vectors of 16 bytes and a tile of 256 over 8 bytes a beat; a burst of 200 beats with
  // a pause after each vector but the last.
  CHECK(least_cycles(nest, config, 1).compute == 200);
  CHECK(least_cycles(nest, config, 1).read == 232);
  CHECK(least_cycles(nest, config, 1).store == 4 + 200 + 99);
  CHECK(least_cycles(nest, config, 1).bound() == 303);
  CHECK(least_cycles(nest, config, 4).bound() == 500);
  nest.taps.resize(2, {0, 0, 0, 0});
  CHECK(least_cycles(nest, config, 4).bound() == 600);
  nest.stride_cols = 3;
  nest.plane_cols = 30;
  nest.taps[1].dx = 2;
  CHECK(least_cycles(nest, config, 1).read == (200 * 16 + 2 * 256) / 8);
}

TEST_CASE("rows and columns that a stride skips are not read") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  LoopNest nest = plain_nest();
  nest.plane_rows = 28;
  nest.plane_cols = 19;
  nest.stride_rows = 3;
  nest.stride_cols = 2;
  CHECK(least_activation_bytes(nest, config) == 100 * 16);
  nest.taps = {{0, 0, 0, 0}, {1, 0, 0, 0}, {3, 0, 0, 0}};  // The last reads what the first does, and a row more,
  nest.plane_rows = 31;
  CHECK(least_activation_bytes(nest, config) == 21 * 10 * 16);
  nest.plane_rows = 30;  // which is not there.
  CHECK(least_activation_bytes(nest, config) == 20 * 10 * 16);
}

TEST_CASE("products with padding are not computed, nor filters loaded for nothing else") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  LoopNest nest = plain_nest();
  nest.pad_rows = 1;
  nest.taps = {{0, 0, 0, 0}, {1, 0, 0, 0}, {2, 0, 0, 0}};
  CHECK(least_products(nest) == 90 + 100 + 90);
  CHECK(least_activation_bytes(nest, config) == 100 * 16);
  nest.taps.push_back({11, 0, 0, 0});
  CHECK(least_products(nest) == 280);
  CHECK(least_cycles(nest, config, 1).read == (100 * 16 + 3 * 256) / 8);
}

TEST_CASE("planes have taps of their own") {
  LoopNest nest = plain_nest();
  nest.planes = nest.planes_per_group = 4;
  nest.pad_cols = 1;
  nest.taps = {{0, 1, 0, 0}, {0, 2, 0, 0}, {0, 1, 1, 0}, {0, 3, 1, 0},
               {0, 1, 2, 0}, {0, 3, 2, 0}, {0, 1, 3, 0}, {0, 11, 3, 0}};
  CHECK(least_products(nest) == 100 + 90 + 2 * (100 + 80) + 100);
  CHECK(least_cycles(nest, configuration(4, 64, {}), 1).read == (400 * 16 + 7 * 256) / 8);
}

TEST_CASE("a vector starts with the beats that load its bias, where those are fewer") {
  LoopNest nest = plain_nest();
  CHECK(least_cycles(nest, configuration(3, 512, {}), 1).compute == 150);
  CHECK(least_cycles(nest, configuration(3, 256, {}), 1).compute == 200);
}

TEST_CASE("products of the ALU take five cycles, and what it loads its own") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  LoopNest nest = plain_nest();
  nest.operands = Operands::in_acc;
  CHECK(least_cycles(nest, config, 1).compute == 100 + 500 + 101 * 8);
}

TEST_CASE("the least cycles of what no memory holds are no small number") {
  LoopNest nest = plain_nest();
  nest.images = nest.filters = nest.planes = nest.rows = nest.cols = 65536;
  nest.plane_rows = nest.plane_cols = 65536;
  const LeastCycles least = least_cycles(nest, configuration(4, 64, {}), 4);
  CHECK(least.compute == std::numeric_limits<std::int64_t>::max());
  CHECK(least.read > std::numeric_limits<std::int64_t>::max() / 16);
  CHECK(least.store > std::numeric_limits<std::int64_t>::max() / 16);
}

}  // namespace vtasim::compiler
