#include "compiler/tiling/buffer_slots.h"

#include <catch2/catch.hpp>

namespace vtasim::compiler {

TEST_CASE("contents are found again while no other needed their place") {
  Residency residency(2);
  const auto a = residency.require({1});
  const auto b = residency.require({2});
  CHECK_FALSE(a.hit);
  CHECK_FALSE(b.hit);
  CHECK(a.context != b.context);
  CHECK(residency.require({1}).hit);
  CHECK(residency.require({1}).context == a.context);
  // 2 was used longest ago.
  CHECK(residency.require({3}).context == b.context);
  CHECK(residency.require({1}).hit);
  CHECK_FALSE(residency.require({2}).hit);
}

TEST_CASE("one context holds the last contents only, a key of zeros is not there by itself") {
  Residency residency(1);
  CHECK_FALSE(residency.require({}).hit);
  CHECK(residency.require({}).hit);
  CHECK_FALSE(residency.require({1}).hit);
  CHECK_FALSE(residency.require({}).hit);
}

}  // namespace vtasim::compiler
