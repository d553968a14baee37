#include "isa/base/time_left.h"

#include <catch2/catch.hpp>

namespace vtasim {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("the time that is left follows from what parts took so far") {
  CHECK(time_left(seconds(10), 1, 5) == "about 40 s left");
  CHECK(time_left(seconds(10), 4, 5) == "about 3 s left");
  CHECK(time_left(seconds(10), 1, 12) == "about 110 s left");
  CHECK(time_left(seconds(10), 1, 13) == "about 2 min left");
  CHECK(time_left(seconds(11), 1, 12) == "about 3 min left");
}

TEST_CASE("nothing is told of what has just begun, or is done") {
  CHECK(time_left(milliseconds(2900), 1, 5).empty());
  CHECK(time_left(seconds(10), 0, 5).empty());
  CHECK(time_left(seconds(10), 5, 5).empty());
}

}  // namespace vtasim
