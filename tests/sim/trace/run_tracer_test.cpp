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
  RunTracer tracer(100, {}, {&counts});
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

struct LiveCounts final : TraceSink {
  void live(isa::Buffer buffer, std::int64_t cycle, std::int64_t entries) override {
    CHECK(buffer == isa::Buffer::inp);
    all.emplace_back(cycle, entries);
  }
  std::vector<std::pair<std::int64_t, std::int64_t>> all;
};

TEST_CASE("live entries are counted from starts to ends, of modules in any order", "[trace]") {
  constexpr auto kInp = static_cast<std::size_t>(isa::Buffer::inp);
  std::vector<isa::LifeChanges> lives(5);
  lives[0].begun[kInp] = 8;
  lives[1].ended[kInp] = 6;
  lives[2].ended[kInp] = 2;
  lives[2].begun[kInp] = 4;
  lives[3].ended[kInp] = 5;
  lives[4].begun[kInp] = 3;
  LiveCounts counts;
  RunTracer tracer(100, lives, {&counts});
  tracer.run_began(isa::find_hardware_config("b16-bus64"), std::vector<isa::Instruction>(5));
  tracer.started(0, isa::Module::load, 10);
  tracer.ended(0, isa::Module::load, 20);
  tracer.started(1, isa::Module::compute, 21);
  tracer.started(2, isa::Module::load, 41);   // Told in the cycle before,
  tracer.ended(1, isa::Module::compute, 40);  // as this is.
  tracer.started(3, isa::Module::compute, 50);
  tracer.ended(3, isa::Module::compute, 60);  // More than there are: nobody waited.
  tracer.ended(2, isa::Module::load, 70);
  tracer.started(4, isa::Module::load, 100);  // Behind the window.
  tracer.run_ended(100);
  CHECK(counts.all == std::vector<std::pair<std::int64_t, std::int64_t>>{{10, 8}, {40, 2}, {41, 6}, {60, 1}, {70, 0}});
}

}  // namespace
}  // namespace vtasim::trace
