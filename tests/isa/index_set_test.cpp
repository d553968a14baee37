#include "isa/index_set.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <set>
#include <utility>

#include "random_state.h"

namespace vtasim::isa {
namespace {

using Runs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

Runs runs_of(const IndexSet& set) {
  Runs runs;
  set.for_each_run([&](std::uint32_t begin, std::uint32_t count) { runs.emplace_back(begin, count); });
  return runs;
}

TEST_CASE("Runs of an index set are ascending and do not cross the end") {
  IndexSet set(128);
  CHECK(runs_of(set).empty());
  for (const std::uint32_t index : {127u, 0u, 1u, 62u, 63u, 64u, 65u, 128u + 2u}) set.insert(index);
  CHECK(runs_of(set) == Runs{{0, 3}, {62, 4}, {127, 1}});
  CHECK(set.contains(63));
  CHECK(set.contains(128 + 63));
  CHECK_FALSE(set.contains(61));
  set.repeat(1, 128);
  CHECK(runs_of(set) == Runs{{0, 128}});
}

TEST_CASE("repeat() is what a loop visits") {
  rc::prop("two nested loops around a few indices", [] {
    const std::uint32_t depth = 1u << any_of(1, 12);
    IndexSet set(depth);
    std::set<std::uint32_t> visited;
    const std::uint32_t counts[] = {any_of(1, 20), any_of(1, 40)};
    const std::uint32_t steps[] = {any_bits(11), any_bits(3)};
    for (std::uint32_t n = any_of(1, 4); n > 0; --n) {
      const std::uint32_t index = any_bits(11);
      set.insert(index);
      for (std::uint32_t a = 0; a < counts[0]; ++a) {
        for (std::uint32_t b = 0; b < counts[1]; ++b) visited.insert((index + a * steps[0] + b * steps[1]) % depth);
      }
    }
    for (int loop = 0; loop < 2; ++loop) set.repeat(steps[loop], counts[loop]);
    for (std::uint32_t index = 0; index < depth; ++index) RC_ASSERT(set.contains(index) == (visited.count(index) == 1));
    std::uint32_t in_runs = 0;
    std::uint32_t end = 0;
    set.for_each_run([&](std::uint32_t begin, std::uint32_t count) {
      RC_ASSERT((begin > end || in_runs == 0) && count > 0 && begin + count <= depth);
      end = begin + count;
      in_runs += count;
    });
    RC_ASSERT(in_runs == visited.size());
  });
}

}  // namespace
}  // namespace vtasim::isa
