#include "sim/observe/cause.h"

#include <catch2/catch.hpp>

namespace vtasim::machine {

TEST_CASE("totals of two runs are added up by unit, work, cause and taker", "[observe]") {
  CauseTotals one;
  one.add(Unit::load, Work::inp, {Cause::data, ReadPort::fetch, -1, 0, 10});
  one.add(Unit::store, Work::store, {Cause::data, ReadPort::fetch, -1, 0, 3});
  one.window = 10;
  CauseTotals other;
  other.add(Unit::load, Work::inp, {Cause::data, ReadPort::fetch, -1, 0, 4});
  other.add(Unit::load, Work::inp, {Cause::bus, ReadPort::acc, -1, 4, 6});
  other.window = 6;
  one += other;
  CHECK(one.window == 16);
  CHECK(one.of(Unit::load, Work::inp, Cause::data) == 14);
  CHECK(one.of(Unit::load, Work::inp, Cause::bus) == 2);
  CHECK(one.by_taker(Unit::load, Work::inp)[CauseTotals::index(ReadPort::acc)] == 2);
  CHECK(one.of(Unit::store) == 3);
}

}  // namespace vtasim::machine
