#include "compiler/search/window_candidates.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/configurations.h"
#include "tests/support/sample_layers.h"

namespace vtasim::compiler {
namespace {

/// MobileNetV1's first depthwise layer, or one like it.
Layer first_depthwise(int stride) {
  Layer layer = depthwise_layer(32, 112, 112, 3, 1);
  layer.stride_h = layer.stride_w = stride;
  return layer;
}

std::vector<RankedMapping> candidates(const Layer& layer, int bus_bits, std::size_t count = 4) {
  return window_candidates(layer, configuration(4, bus_bits, {}), 4, count);
}

}  // namespace

TEST_CASE("the bus decides how far windows overlap") {
  // Half of an output more to compute against half of the bytes.
  const auto narrow = candidates(first_depthwise(1), 64);
  const auto wide = candidates(first_depthwise(1), 512);
  REQUIRE(narrow.size() >= 4);
  REQUIRE(wide.size() == 4);
  // 4 x 4, step 4 x 2.
  CHECK(std::any_of(narrow.begin(), narrow.end(), [](const RankedMapping& one) {
    return one.bound() == 32 * 98 * (8 * 4 + 12) && one.mapping.nest.taps.size() == 12;
  }));
  CHECK(wide.front().bound() == 32 * 112 * 112 / 16 * 5);  // A single operation for each output.
}

TEST_CASE("candidates stand best first, and cost what their nests do") {
  const Layer layer = first_depthwise(2);
  const isa::HardwareConfig config = configuration(4, 128, {});
  const auto all = window_candidates(layer, config, 4, 12);
  REQUIRE(all.size() >= 12);
  CHECK(std::is_sorted(all.begin(), all.end(),
                       [](const RankedMapping& a, const RankedMapping& b) { return a.bound() < b.bound(); }));
  for (const RankedMapping& one : all) CHECK(one.bound() == least_cycles(one.mapping.nest, config, 4).bound());
}

TEST_CASE("steps that take turns are candidates where they cost less") {
  // Between more operations and more bytes: at 64 bits the bus has time for some of the windows to overlap further.
  const auto narrow = candidates(first_depthwise(1), 64);
  CHECK(narrow.front().bound() < 32 * 98 * (8 * 4 + 12));
  CHECK(narrow.front().mapping.in.vector_rows * narrow.front().mapping.in.vector_cols(16) > 1);
  // 28 columns of outputs in windows of 4 and 3 by turns, in 8 parts: no window is left over.
  Layer layer = depthwise_layer(128, 56, 56, 3, 1);
  layer.stride_h = layer.stride_w = 2;
  CHECK(candidates(layer, 64).front().mapping.name == "swapped 2x8 step 2x8+6");
  // Nothing is better than one operation for each output.
  const auto wide = candidates(first_depthwise(1), 512);
  CHECK(wide.size() == 4);
}

TEST_CASE("windows of several channels are among the candidates of a first layer") {
  Layer layer = first_depthwise(2);
  layer.channels = 3;
  layer.groups = 1;
  const auto all = candidates(layer, 64, 16);
  CHECK(std::any_of(all.begin(), all.end(), [](const RankedMapping& one) { return one.mapping.in.channel_step == 3; }));
}

}  // namespace vtasim::compiler
