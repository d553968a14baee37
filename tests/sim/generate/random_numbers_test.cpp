#include "sim/generate/random_numbers.h"

#include <catch2/catch.hpp>
#include <set>

namespace vtasim::generate {

TEST_CASE("numbers stay within their limits, and reach them") {
  RandomNumbers random(1);
  for (const auto& [low, high] : {std::pair{1u, 1u}, {1u, 2u}, {1u, 6u}, {2u, 9u}, {5u, 8u}, {3u, 3u}}) {
    std::set<std::uint32_t> between;
    std::set<std::uint32_t> of_any_size;
    for (int i = 0; i < 500; ++i) {
      between.insert(random.between(low, high));
      of_any_size.insert(random.of_any_size(low, high));
    }
    for (const auto& seen : {between, of_any_size}) {
      CHECK(*seen.begin() == low);
      CHECK(*seen.rbegin() == high);
      CHECK(seen.size() == high - low + 1);
    }
  }
  CHECK(random.of_any_size(1, 0xffffffffu) >= 1);
}

TEST_CASE("numbers of any size are small as often as large") {
  RandomNumbers random(1);
  int small = 0;
  for (int i = 0; i < 1000; ++i) small += random.of_any_size(1, 1023) < 32 ? 1 : 0;
  CHECK(small > 400);
  CHECK(small < 600);
}

TEST_CASE("cases have numbers of their own, for every seed") {
  std::set<std::uint32_t> first;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (std::uint64_t index = 0; index < 20; ++index) first.insert(RandomNumbers(seed, index).below(0xffffffffu));
  }
  CHECK(first.size() == 400);
}

TEST_CASE("bytes are as many as asked for") {
  RandomNumbers random(1);
  for (std::size_t count = 0; count < 20; ++count) CHECK(random.bytes(count).size() == count);
  CHECK(RandomNumbers(1).bytes(16) == RandomNumbers(1).bytes(16));
  CHECK(RandomNumbers(1).bytes(16) != RandomNumbers(2).bytes(16));
}

}  // namespace vtasim::generate
