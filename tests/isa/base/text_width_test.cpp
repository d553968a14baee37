#include "isa/base/text_width.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace vtasim {

using Lines = std::vector<std::string>;

TEST_CASE("a text is as wide as a terminal shows it, not as its bytes are many", "[report]") {
  CHECK(display_width("") == 0);
  CHECK(display_width("swapped") == 7);
  CHECK(display_width("größe") == 5);
  CHECK(display_width("u\u0308ber") == 4);    // A combining diaeresis.
  CHECK(display_width("\u5377\u7a4d") == 4);  // Two wide characters.
  CHECK(display_width("a\xff\xc3") == 3);     // No UTF-8.
}

TEST_CASE("lines are broken at blanks, then within words, and only last anywhere", "[report]") {
  CHECK(wrapped("in 2x4x2 step 2x2 out 4x2x2", 27) == Lines{"in 2x4x2 step 2x2 out 4x2x2"});
  CHECK(wrapped("in 2x4x2 step 2x2 out 4x2x2", 26) == Lines{"in 2x4x2 step 2x2 out", "4x2x2"});
  CHECK(wrapped("in 2x4x2 step 2x2 out 4x2x2", 13) == Lines{"in 2x4x2 step", "2x2 out 4x2x2"});
  CHECK(wrapped("stage2-block1-conv1", 14) == Lines{"stage2-block1-", "conv1"});
  CHECK(wrapped("stage2-block1-conv1", 8) == Lines{"stage2-", "block1-", "conv1"});
  CHECK(wrapped("abcdef", 4) == Lines{"abcd", "ef"});
  CHECK(wrapped("", 4) == Lines{""});
  CHECK(wrapped("a   b", 2) == Lines{"a", "b"});
  CHECK(wrapped("größe größe", 5) == Lines{"größe", "größe"});
  CHECK(wrapped("\u5377\u7a4d\u5c64", 5) == Lines{"\u5377\u7a4d", "\u5c64"});
  CHECK(wrapped("u\u0308u\u0308u\u0308", 2) == Lines{"u\u0308u\u0308", "u\u0308"});
  CHECK(wrapped("\u5377\u7a4d", 1) == Lines{"\u5377", "\u7a4d"});  // Wider than a line: each has one.
}

TEST_CASE("prose goes on under its first word", "[report]") {
  const std::string text = "short\n\n  changed: the schedule of it\nlast";
  CHECK(wrapped_lines(text, kUnlimitedWidth) == text + "\n");
  CHECK(wrapped_lines(text, 21) == "short\n\n  changed: the\n    schedule of it\nlast\n");
}

TEST_CASE("what is cut says so", "[report]") {
  CHECK(cut_to("layer 1 of 2", 12) == "layer 1 of 2");
  CHECK(cut_to("layer 1 of 2", 11) == "layer 1 ...");
  CHECK(cut_to("\u5377\u7a4d\u5c64", 6) == "\u5377\u7a4d\u5c64");
  CHECK(cut_to("\u5377\u7a4d\u5c64", 5) == "\u5377...");
  CHECK(cut_to("\u5377\u7a4d\u5c64", 4) == "...");
  CHECK(cut_to("layer", 2) == "..");
}

}  // namespace vtasim
