#include "sim/machine/memory/dram.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <deque>
#include <vector>

namespace vtasim::machine {
namespace {

/// The memory cycle by cycle: the counter, the queue and the data path as registers. Returns first data beats.
std::vector<Cycle> by_cycles(const std::vector<std::pair<Cycle, Cycle>>& requests, Cycle delay) {
  std::vector<Cycle> first(requests.size(), -1);
  std::deque<std::size_t> queue;
  std::size_t next = 0;
  std::size_t served = 0;
  Cycle counter = 0;
  Cycle beats_left = 0;  // data beats to come after this cycle
  for (Cycle cycle = 0; served < requests.size(); ++cycle) {
    const bool valid = !queue.empty();
    const bool idle = beats_left <= 0;
    const bool take = valid && idle && counter == delay;
    Cycle next_counter = 0;
    if (valid) next_counter = counter < delay ? counter + 1 : counter;
    if (beats_left > 0) --beats_left;
    if (take) {
      first[queue.front()] = cycle + 1;
      beats_left = requests[queue.front()].second - 1;
      queue.pop_front();
      ++served;
    }
    if (next < requests.size() && requests[next].first == cycle) queue.push_back(next++);
    counter = next_counter;
  }
  return first;
}

TEST_CASE("memory serves in order, with the delay counted while the queue holds something", "[dram]") {
  REQUIRE(rc::check("equals a walk over the cycles", [] {
    const Cycle delay = *rc::gen::element<Cycle>(1, 2, 5, 16, 40);
    const auto gaps = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(1, 40), rc::gen::inRange(1, 30)));
    std::vector<std::pair<Cycle, Cycle>> requests;
    Cycle cycle = 0;
    for (const auto& [gap, beats] : gaps) requests.emplace_back(cycle += gap, beats);
    const std::vector<Cycle> expected = by_cycles(requests, delay);
    Dram dram;
    dram.reset(delay);
    for (std::size_t i = 0; i < requests.size(); ++i) {
      RC_ASSERT(dram.read(requests[i].first, requests[i].second) == expected[i]);
    }
  }));
}

}  // namespace
}  // namespace vtasim::machine
