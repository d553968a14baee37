#include "isa/base/text.h"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

namespace vtasim {

TEST_CASE("grouped puts a comma before every third digit", "[report]") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(180930) == "180,930");
  CHECK(grouped(1234567890123) == "1,234,567,890,123");
  CHECK(grouped(-999) == "-999");
  CHECK(grouped(-1000) == "-1,000");
  CHECK(grouped(INT64_MIN) == "-9,223,372,036,854,775,808");
}

TEST_CASE("grouped without its commas is the number", "[report]") {
  const bool holds = rc::check([](std::int64_t value) {
    std::string text = grouped(value);
    text.erase(std::remove(text.begin(), text.end(), ','), text.end());
    RC_ASSERT(text == std::to_string(value));
  });
  CHECK(holds);
}

TEST_CASE("percent has one decimal and no number for a share of nothing", "[report]") {
  CHECK(percent(0.5625) == "56.2%");
  CHECK(percent(1) == "100.0%");
  CHECK(percent(ratio(1, 0)) == "-");
}

TEST_CASE("ratio is exact where it can be and not finite over nothing", "[report]") {
  CHECK(ratio(1, 4) == 0.25);
  CHECK(std::isnan(ratio(0, 0)));
}

TEST_CASE("counted takes the plural but for one", "[report]") {
  CHECK(counted(0, "case") == "0 cases");
  CHECK(counted(1, "case") == "1 case");
  CHECK(counted(1496, "case") == "1,496 cases");
}

TEST_CASE("share_of_all says all where it is all", "[report]") {
  CHECK(share_of_all(13, 13) == "all 13");
  CHECK(share_of_all(9, 13) == "9 of 13");
  CHECK(share_of_all(0, 0) == "all 0");
}

TEST_CASE("one_line joins lines", "[report]") {
  CHECK(one_line("plain") == "plain");
  CHECK(one_line("deadlock\n  load waits\n\n  store waits  \n") == "deadlock; load waits; store waits");
  CHECK(one_line("deadlock:\n  load waits") == "deadlock: load waits");
  CHECK(one_line("").empty());
}

}  // namespace vtasim
