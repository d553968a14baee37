#include "compiler/tiling/buffer_slots.h"

#include <catch2/catch.hpp>

namespace vtasim::compiler {

TEST_CASE("contents are found again while no other needed their place") {
  BufferSlots slots(2);
  const auto a = slots.require({1});
  const auto b = slots.require({2});
  CHECK_FALSE(a.hit);
  CHECK_FALSE(b.hit);
  CHECK(a.buffer != b.buffer);
  CHECK(slots.require({1}).hit);
  CHECK(slots.require({1}).buffer == a.buffer);
  // 2 was used longest ago.
  CHECK(slots.require({3}).buffer == b.buffer);
  CHECK(slots.require({1}).hit);
  CHECK_FALSE(slots.require({2}).hit);
}

TEST_CASE("one buffer holds the last contents only, a key of zeros is not there by itself") {
  BufferSlots slots(1);
  CHECK_FALSE(slots.require({}).hit);
  CHECK(slots.require({}).hit);
  CHECK_FALSE(slots.require({1}).hit);
  CHECK_FALSE(slots.require({}).hit);
}

}  // namespace vtasim::compiler
