#include "sim/observe/timeline.h"

#include <rapidcheck.h>
#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <numeric>

namespace vtasim::machine {
namespace {

std::int64_t sum(const std::vector<std::int64_t>& cycles) {
  return std::accumulate(cycles.begin(), cycles.end(), std::int64_t{0});
}

TEST_CASE("a timeline's stretches share the cycles") {
  Timeline timeline(10, 4);
  CHECK(timeline.begin_of(0) == 0);
  CHECK(timeline.begin_of(1) == 2);
  CHECK(timeline.begin_of(2) == 5);
  CHECK(timeline.begin_of(4) == 10);
  timeline.spent(Unit::load, Work::inp, 0, {Cause::data, ReadPort::fetch, -1, 1, 6});
  timeline.spent(Unit::load, Work::inp, 0, {Cause::memory, ReadPort::fetch, -1, 6, 8});
  timeline.spent(Unit::store, Work::store, 0, {Cause::data, ReadPort::fetch, -1, 0, 2});
  timeline.spent(Unit::load, Work::idle, -1, {Cause::none, ReadPort::fetch, -1, 8, 10});
  CHECK(timeline.of(Unit::load, Work::inp) == std::vector<std::int64_t>{1, 3, 2, 1});
  CHECK(timeline.of(Unit::load, Work::idle) == std::vector<std::int64_t>{0, 0, 0, 0});
  CHECK(timeline.of(Unit::store, Work::store) == std::vector<std::int64_t>{2, 0, 0, 0});
  CHECK(timeline.read_bus() == std::vector<std::int64_t>{1, 3, 1, 0});
}

TEST_CASE("a timeline loses no cycle") {
  rc::prop("of any window in any number of stretches", [] {
    const auto window = *rc::gen::inRange<std::int64_t>(1, std::int64_t{1} << 50);
    const auto columns = *rc::gen::inRange<std::size_t>(1, 300);
    Timeline timeline(window, columns);
    const auto from = *rc::gen::inRange<std::int64_t>(0, window);
    const auto to = *rc::gen::inRange<std::int64_t>(from, window + 10);
    timeline.spent(Unit::compute, Work::gemm, 0, {Cause::operations, ReadPort::fetch, -1, from, to});
    RC_ASSERT(sum(timeline.of(Unit::compute, Work::gemm)) == std::min(to, window) - from);
    for (std::size_t c = 0; c < columns; ++c) {
      const std::int64_t begin = std::max(from, timeline.begin_of(c));
      const std::int64_t end = std::min(to, timeline.begin_of(c + 1));
      RC_ASSERT(timeline.of(Unit::compute, Work::gemm)[c] == std::max<std::int64_t>(0, end - begin));
    }
  });
}

}  // namespace
}  // namespace vtasim::machine
