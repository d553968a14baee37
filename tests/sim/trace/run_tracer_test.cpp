#include "sim/trace/run_tracer.h"

#include <catch2/catch.hpp>
#include <utility>

namespace vtasim::trace {
namespace {

using machine::TokenQueue;

struct Counts final : TraceSink {
  void tokens(TokenQueue queue, std::int64_t cycle, int count) override {
    CHECK(queue == TokenQueue::load_to_compute);
    all.emplace_back(cycle, count);
  }
  std::vector<std::pair<std::int64_t, int>> all;
};

TEST_CASE("tokens are counted by cycle, whichever end of the queue is told of first", "[trace]") {
  constexpr auto kQueue = TokenQueue::load_to_compute;
  Counts counts;
  RunTracer tracer(100, {&counts});
  tracer.run_began({}, {});
  tracer.token_pushed(kQueue, 0, 10, true);
  tracer.token_pushed(kQueue, 1, 11, true);
  tracer.token_pushed(kQueue, 2, 12, false);  // Lost.
  tracer.token_popped(kQueue, 3, 20);
  tracer.token_popped(kQueue, 4, 21);
  tracer.token_pushed(kQueue, 5, 20, true);  // Told when it can be taken.
  tracer.token_popped(kQueue, 6, 30);
  tracer.token_pushed(kQueue, 7, 30, true);
  tracer.token_pushed(kQueue, 8, 98, true);
  tracer.token_pushed(kQueue, 9, 99, true);  // Behind the window.
  tracer.run_ended(100);
  CHECK(counts.all == std::vector<std::pair<std::int64_t, int>>{{11, 1}, {12, 2}, {22, 1}, {99, 2}});
}

}  // namespace
}  // namespace vtasim::trace
