#include "isa/index_runs.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <set>
#include <utility>
#include <vector>

#include "isa/index_set.h"
#include "random_state.h"

namespace vtasim::isa {
namespace {

using Runs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

/// Begin and count of each.
Runs runs_of(const IndexRuns& set) {
  Runs runs;
  for (const IndexRuns::Run& run : set) runs.emplace_back(run.begin, run.end - run.begin);
  return runs;
}

Runs runs_of(const IndexSet& set) {
  Runs runs;
  set.for_each_run([&](std::uint32_t begin, std::uint32_t count) { runs.emplace_back(begin, count); });
  return runs;
}

TEST_CASE("Indices that touch are one run, in whatever order they come") {
  IndexRuns runs;
  CHECK(runs_of(runs).empty());
  for (const std::uint32_t index : {7u, 8u, 8u, 3u, 5u, 4u, 8u, 12u}) CHECK(runs.insert(index));
  CHECK(runs.wrap(16));
  CHECK(runs_of(runs) == Runs{{3, 3}, {7, 2}, {12, 1}});
}

TEST_CASE("Runs are cut at the end of a scratchpad, and a long one is all of it") {
  IndexRuns runs;
  CHECK(runs.insert(6));
  CHECK(runs.repeat(1, 5));
  CHECK(runs.wrap(8));
  CHECK(runs_of(runs) == Runs{{0, 3}, {6, 2}});
  CHECK(runs.repeat(4, 2));
  CHECK(runs.wrap(8));
  CHECK(runs_of(runs) == Runs{{0, 8}});
}

TEST_CASE("Too many runs are refused, by whatever makes them") {
  IndexRuns inserted;
  for (std::uint32_t index = 0; index < 256; ++index) CHECK(inserted.insert(2 * index));
  CHECK_FALSE(inserted.insert(1000));
  IndexRuns repeated;
  CHECK(repeated.insert(0));
  CHECK(repeated.repeat(3, 256));
  CHECK_FALSE(repeated.repeat(1000, 2));
  IndexRuns wrapped;
  CHECK(wrapped.insert(0));
  CHECK(wrapped.insert(1));
  CHECK(wrapped.repeat(3, 256));
  CHECK_FALSE(wrapped.wrap(256));
}

TEST_CASE("Runs are those of a set of bits") {
  rc::prop("two nested loops around a few indices", [] {
    const std::uint32_t depth = 1u << any_of(1, 12);
    IndexSet bits(depth);
    IndexRuns runs;
    bool held = true;
    std::uint32_t index = any_bits(11);
    for (std::uint32_t n = any_of(1, 12); n > 0; --n) {
      bits.insert(index);
      held = held && runs.insert(index);
      // Mostly neighbours, as micro-ops have them.
      index = any_bits(2) == 0 ? any_bits(11) : index + any_bits(1);
    }
    for (const std::uint32_t step : {any_bits(4), any_bits(11)}) {
      const std::uint32_t count = any_of(1, 20);
      bits.repeat(step, count);
      held = held && runs.repeat(step, count);
    }
    held = held && runs.wrap(depth);
    RC_CLASSIFY(held);
    RC_ASSERT(!held || runs_of(runs) == runs_of(bits));
  });
}

}  // namespace
}  // namespace vtasim::isa
