#include "sim/machine/semaphore.h"

#include <catch2/catch.hpp>

namespace vtasim::machine {
namespace {

TEST_CASE("tokens saturate at 255", "[semaphore]") {
  Semaphore tokens;
  for (int i = 0; i < 255; ++i) REQUIRE(tokens.post(10 * i, i));
  REQUIRE(tokens.pending() == 255);
  REQUIRE_FALSE(tokens.post(3000, 255));
  REQUIRE_FALSE(tokens.post(3010, 256));
  REQUIRE(tokens.pending() == 255);
  REQUIRE(tokens.lost() == 2);
  REQUIRE(tokens.first_lost() == 255);
}

TEST_CASE("a post reported late is judged by the counter of its own cycle", "[semaphore]") {
  Semaphore full;
  for (int i = 0; i < 255; ++i) full.post(i, i);
  SECTION("taken a cycle later: the counter was full, the token is lost") {
    full.wait(1000);
    REQUIRE_FALSE(full.post(999, 300));
    REQUIRE(full.pending() == 254);
  }
  SECTION("taken in the same cycle: the counter stays") {
    full.wait(1000);
    REQUIRE(full.post(1000, 300));
    REQUIRE(full.pending() == 255);
  }
  SECTION("taken earlier: there is room") {
    full.wait(998);
    REQUIRE(full.post(999, 300));
    REQUIRE(full.pending() == 255);
  }
}

}  // namespace
}  // namespace vtasim::machine
