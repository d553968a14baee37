#include "compiler/workload/requantization.h"

#include <catch2/catch.hpp>
#include <limits>

namespace vtasim::compiler {

TEST_CASE("requantization shifts toward minus infinity, then clips") {
  Requantization q;
  q.shift = 3;
  CHECK(requantize(15, q) == 1);
  CHECK(requantize(-1, q) == -1);
  CHECK(requantize(-8, q) == -1);
  CHECK(requantize(-9, q) == -2);
  CHECK(requantize(1016, q) == 127);
  CHECK(requantize(1024, q) == 127);
  CHECK(requantize(-1032, q) == -128);
  q.clip_min = -5;
  q.clip_max = 6;
  CHECK(requantize(56, q) == 6);
  CHECK(requantize(-56, q) == -5);
  CHECK(requantize(-33, q) == -5);
  CHECK(requantize(-32, q) == -4);
  q.relu = true;
  CHECK(requantize(-8, q) == 0);
  CHECK(requantize(8, q) == 1);
  q.clip_min = 2;
  CHECK(requantize(8, q) == 2);
  q = {};
  q.shift = 31;
  CHECK(requantize(std::numeric_limits<std::int32_t>::min(), q) == -1);
}

TEST_CASE("rounding half up goes to the nearest, halves upward, and wraps around as sums do") {
  Requantization q;
  q.rounding = Rounding::half_up;
  CHECK_FALSE(q.rounds());
  CHECK(requantize(5, q) == 5);
  q.shift = 3;
  CHECK(q.rounds());
  CHECK(requantize(11, q) == 1);
  CHECK(requantize(12, q) == 2);
  CHECK(requantize(-12, q) == -1);
  CHECK(requantize(-13, q) == -2);
  CHECK(requantize(std::numeric_limits<std::int32_t>::max() - 3, q) == -128);
  CHECK(shift_and_clip(12, q) == 1);
  q.shifts = {0, 1, 31};
  CHECK(q.rounds());
  CHECK(requantize(3, q, 0) == 3);
  CHECK(requantize(3, q, 1) == 2);
  CHECK(requantize((1 << 30) - 1, q, 2) == 0);
  CHECK(requantize(1 << 30, q, 2) == -1);
  q.shifts = {0, 0};
  CHECK_FALSE(q.rounds());
  q.rounding = Rounding::floor;
  q.shifts = {};
  CHECK_FALSE(q.rounds());
  CHECK(requantize(12, q) == 1);
}

}  // namespace vtasim::compiler
