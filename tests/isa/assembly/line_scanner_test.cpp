#include "isa/assembly/line_scanner.h"

#include <catch2/catch.hpp>

namespace vtasim::isa {
namespace {

using Catch::Matchers::Equals;

}  // namespace

TEST_CASE("a line is read word by word, without blanks and comments") {
  LineScanner line("  x: size = 0x10, -3 w-1.b \"a b\"   # the rest", "f:1");
  CHECK_FALSE(line.accept("x_size"));
  CHECK_FALSE(line.accept("xx"));
  CHECK(line.accept("x"));
  CHECK(line.accept(":"));
  CHECK_FALSE(line.accept("siz"));  // A word stands alone.
  line.expect("size");
  line.expect("=");
  CHECK(line.number("n", 0, 16) == 16);
  line.expect(",");
  CHECK(line.at_number());
  CHECK(line.number("n", -3, 0) == -3);
  CHECK(line.word() == "w-1.b");
  CHECK(line.quoted("name") == "a b");
  CHECK(line.at_end());
  line.expect_end();
  CHECK(LineScanner("# nothing", "f:1").at_end());
  CHECK_FALSE(LineScanner("a#b", "f:1").at_end());
}

TEST_CASE("what is wrong with a line names its place and what stands there") {
  const auto scan = [](const char* text) { return LineScanner(text, "f:7"); };
  CHECK_THROWS_WITH(scan("abc").expect("x"), Equals("f:7: expected x; there is abc"));
  CHECK_THROWS_WITH(scan("  ").expect("x"), Equals("f:7: expected x; the line ends"));
  CHECK_THROWS_WITH(scan("12 a").expect_end(), Equals("f:7: expected the line's end; there is 12 a"));
  CHECK_THROWS_WITH(scan("abc").number("y", 0, 9), Equals("f:7: expected y, a number; there is abc"));
  CHECK_THROWS_WITH(scan("10").number("y", 0, 9), Equals("f:7: y is 10; it must be 0 to 9"));
  CHECK_THROWS_WITH(scan("-1").number("y", 0, 9), Equals("f:7: y is -1; it must be 0 to 9"));
  CHECK_THROWS_WITH(scan("99999999999999999999").number("y", 0, 9),
                    Equals("f:7: y is 99999999999999999999; it must be 0 to 9"));
  CHECK_THROWS_WITH(scan("12ab").number("y", 0, 99), Equals("f:7: y is 12ab; it must be a number"));
  CHECK_THROWS_WITH(scan("0x").number("y", 0, 99), Equals("f:7: y is 0x; it must be a number"));
  CHECK_THROWS_WITH(scan("\"abc").quoted("the name"), Equals("f:7: the name has no quote at its end"));
  CHECK_THROWS_WITH(scan("abc").quoted("the name"), Equals("f:7: expected the name between quotes; there is abc"));
}

}  // namespace vtasim::isa
