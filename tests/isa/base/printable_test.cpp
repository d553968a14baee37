#include "isa/base/printable.h"

#include <catch2/catch.hpp>

namespace vtasim {

TEST_CASE("text stays as it is") {
  const std::string text = "plain, \"quoted\" <&>\n\ttab, \u00e9 \u2192 \u2705 \U0001F600";
  CHECK(printable(text) == text);
  CHECK(printable("").empty());
}

TEST_CASE("what XML cannot hold becomes question marks") {
  CHECK(printable("a\x1b[31mred\x07\x7f\r") == "a?[31mred???");
  CHECK(printable(std::string("a\0b", 3)) == "a?b");
  CHECK(printable("\xff\xfe") == "??");
  CHECK(printable("\xe2\x82") == "??");            // cut off
  CHECK(printable("\xc0\xaf") == "??");            // too long a form
  CHECK(printable("\xed\xa0\x80") == "???");       // surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "????");  // past the last code point
  CHECK(printable("\xef\xbf\xbe") == "???");       // U+FFFE
  CHECK(printable("\xc3\xa9\xff\xc3\xa9") == "\u00e9?\u00e9");
}

}  // namespace vtasim
