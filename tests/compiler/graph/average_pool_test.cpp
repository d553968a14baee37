#include "compiler/graph/average_pool.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/support/random_layers.h"

namespace vtasim::compiler {
namespace {

AveragePool pool_of(int kernel_h, int kernel_w) {
  AveragePool pool;
  pool.window.kernel_h = kernel_h;
  pool.window.kernel_w = kernel_w;
  choose_multiplier(pool);
  return pool;
}

}  // namespace

TEST_CASE("means of a power of two inputs are exact, of the smallest factors") {
  const AveragePool pool = pool_of(2, 4);
  CHECK(pool.multiplier == 1);
  CHECK(pool.requantization.shift == 3);
  CHECK(relative_error(pool) == 0);
  CHECK(pool_of(1, 1).requantization.shift == 0);
}

TEST_CASE("means of 7 x 7 inputs are taken with 21 / 1024, half a hundredth too large") {
  const AveragePool pool = pool_of(7, 7);
  CHECK(pool.multiplier == 21);
  CHECK(pool.requantization.shift == 10);
  CHECK(relative_error(pool) == Approx(21 * 49 / 1024.0 - 1));
  CHECK(relative_error(pool) == Approx(0.00488).epsilon(0.01));
}

TEST_CASE("no multiplier and shift are closer than those that are chosen") {
  rc::prop("any rectangle", [] {
    AveragePool pool = pool_of(random_number(1, 200), random_number(1, 200));
    const double least = std::abs(relative_error(pool));
    RC_ASSERT(least < 1.0 / 128);
    for (int shift = 0; shift <= 22; ++shift) {
      for (int multiplier = 1; multiplier <= 127; ++multiplier) {
        AveragePool other = pool;
        other.multiplier = multiplier;
        other.requantization.shift = shift;
        const double error = std::abs(relative_error(other));
        RC_ASSERT(error >= least);
        const bool smaller = multiplier < pool.multiplier;
        RC_ASSERT(error > least || !smaller);
      }
    }
  });
}

TEST_CASE("the largest means have a multiplier whose sums fit 32 bits") {
  const AveragePool pool = pool_of(2048, 4096);
  CHECK(pool.multiplier == 1);
  CHECK(pool.requantization.shift == 23);
  // 3 / 2^24 would be closer to 1 / 6000000, but for the sums.
  const AveragePool wide = pool_of(2000, 3000);
  CHECK(wide.multiplier == 1);
  CHECK(wide.requantization.shift == 23);
}

TEST_CASE("an average pooling is a depthwise layer whose weights are its multiplier") {
  AveragePool pool;
  pool.window.kernel_h = 2;
  pool.window.kernel_w = 3;
  pool.window.stride_h = 2;
  pool.window.stride_w = 1;
  pool.requantization.rounding = Rounding::half_up;
  pool.requantization.relu = true;
  choose_multiplier(pool);
  const Shape input{2, 5, 8, 9};
  const Layer layer = average_pool_layer(pool, "pool", input);
  CHECK(layer.name == "pool");
  CHECK(layer.depthwise());
  CHECK(layer.batch == 2);
  CHECK(layer.out_channels == 5);
  CHECK(layer.out_height() == 4);
  CHECK(layer.out_width() == 7);
  CHECK(layer.stride_h == 2);
  CHECK(layer.shift == pool.requantization.shift);
  CHECK(layer.rounding == Rounding::half_up);
  CHECK(layer.relu);
  const LayerTensors filter = average_pool_filter(pool, input);
  CHECK(filter.weights.n == 5);
  CHECK(filter.weights.c == 1);
  CHECK(filter.weights.data == std::vector<std::int8_t>(30, static_cast<std::int8_t>(pool.multiplier)));
  CHECK(filter.bias.empty());
}

}  // namespace vtasim::compiler
