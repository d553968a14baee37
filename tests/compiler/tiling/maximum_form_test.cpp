#include "compiler/tiling/maximum_form.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/random_layers.h"

namespace vtasim::compiler {
namespace {

/// Planes of so many maxima a side, of a square kernel, without padding.
LoopNest pool_nest(int size, int kernel, int stride) {
  LoopNest nest;
  nest.rows = nest.cols = size;
  nest.stride_rows = nest.stride_cols = stride;
  nest.plane_rows = nest.plane_cols = (size - 1) * stride + kernel;
  for (int dy = 0; dy < kernel; ++dy) {
    for (int dx = 0; dx < kernel; ++dx) nest.taps.push_back({dy, dx, 0, 0});
  }
  nest.maximum = MaximumForm{};
  return nest;
}

bool chains(const MaximumForm& form, bool rows, bool cols) {
  return form.chain_rows == rows && form.chain_cols == cols;
}

}  // namespace

TEST_CASE("after the steps along an axis every position holds the maximum of its window") {
  rc::prop("random axes and values", [] {
    const int kernel = random_number(1, 9);
    const int stride = random_number(1, 4);
    const int positions = random_number(1, 9);
    // A window may reach over the end, but begins before it.
    const int all = (positions - 1) * stride + kernel;
    const int entries = all - random_number(0, kernel - 1);
    std::vector<int> values;
    for (int i = 0; i < entries; ++i) values.push_back(random_number(-128, 127));
    std::vector<int> acc = values;
    const std::vector<MaximumStep> steps = maximum_steps(kernel, stride, positions, entries);
    for (const MaximumStep& step : steps) {
      for (int o = 0; o < step.positions; ++o) {
        const auto dst = static_cast<std::size_t>(o * stride);
        acc.at(dst) = std::max(acc.at(dst), acc.at(dst + static_cast<std::size_t>(step.distance)));
      }
    }
    for (int o = 0; o < positions; ++o) {
      const auto begin = values.begin() + o * stride;
      const auto end = values.begin() + std::min(entries, o * stride + kernel);
      RC_ASSERT(acc.at(static_cast<std::size_t>(o * stride)) == *std::max_element(begin, end));
    }
  });
}

TEST_CASE("windows that overlap are joined by doubling") {
  CHECK(maximum_steps(1, 1, 10, 10).empty());
  const auto steps = [](int kernel, int stride) { return maximum_steps(kernel, stride, 10, 100).size(); };
  CHECK(steps(2, 1) == 1);
  CHECK(steps(3, 1) == 2);
  CHECK(steps(5, 1) == 3);
  CHECK(steps(13, 1) == 4);
  CHECK(steps(2, 2) == 1);
  CHECK(steps(3, 2) == 2);
  CHECK(steps(5, 2) == 4);
}

TEST_CASE("cycles of a vector are those of docs/lowering.md") {
  const auto cycles = [](int kernel, int stride, MaximumForm form) {
    LoopNest nest = pool_nest(1000, kernel, stride);
    nest.maximum = form;
    return static_cast<double>(maximum_cycles(nest, 1000, 1000)) / 1e6;
  };
  CHECK(cycles(2, 2, {true, true}) == 11);
  CHECK(cycles(2, 2, {false, true}) == 12);
  CHECK(cycles(3, 2, {true, true}) == 26);
  CHECK(cycles(3, 2, {false, true}) == Approx(20).epsilon(0.01));
  CHECK(cycles(3, 1, {false, true}) == Approx(12).epsilon(0.01));
  CHECK(cycles(3, 1, {false, false}) == Approx(10).epsilon(0.01));
  CHECK(cycles(5, 1, {false, false}) == Approx(14).epsilon(0.01));
  CHECK(cycles(13, 1, {false, false}) == Approx(18).epsilon(0.05));
}

TEST_CASE("the form with the fewest cycles is chosen, of those that acc holds") {
  CHECK(chains(choose_maximum_form(pool_nest(56, 2, 2), 2048, 2048), true, true));
  CHECK(chains(choose_maximum_form(pool_nest(56, 3, 2), 2048, 2048), false, true));
  CHECK(chains(choose_maximum_form(pool_nest(56, 3, 1), 2048, 2048), false, false));
  // A grid of 25 entries for a vector, or one for each.
  CHECK(chains(choose_maximum_form(pool_nest(56, 5, 1), 8, 2048), true, true));
  CHECK(maximum_grid(pool_nest(56, 5, 1), 1, 1).entries() == 1);
}

}  // namespace vtasim::compiler
