#include "sim/observe/cause_history.h"

#include <catch2/catch.hpp>

namespace vtasim::machine {

TEST_CASE("a history joins cycles that went to the same, and tells units apart") {
  CauseHistory history;
  const auto spent = [&](Unit unit, std::int32_t instruction, Cause cause, std::int64_t from, std::int64_t to) {
    history.spent(unit, Work::inp, instruction, {cause, ReadPort::fetch, -1, from, to});
  };
  spent(Unit::load, 3, Cause::memory, 0, 4);
  spent(Unit::store, 5, Cause::memory, 0, 9);
  spent(Unit::load, 3, Cause::memory, 4, 6);
  spent(Unit::load, 3, Cause::data, 6, 6);
  spent(Unit::load, 3, Cause::memory, 6, 7);
  spent(Unit::load, 4, Cause::memory, 7, 9);
  spent(Unit::load, 4, Cause::data, 9, 10);
  const std::vector<CauseStretch>& load = history.of(Unit::load);
  REQUIRE(load.size() == 3);
  CHECK(load[0].cycles == 7);
  CHECK(load[0].instruction == 3);
  CHECK(load[1].cycles == 2);
  CHECK(load[1].instruction == 4);
  CHECK(load[2].cycles == 1);
  CHECK(load[2].cause == Cause::data);
  CHECK(history.of(Unit::store).size() == 1);
  CHECK(history.of(Unit::fetch).empty());
}

}  // namespace vtasim::machine
