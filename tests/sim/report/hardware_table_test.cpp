#include "sim/report/hardware_table.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace vtasim::report {

namespace {

/// The cells after `label` in the line that starts with it; cells are two blanks or more apart.
std::vector<std::string> line_of(const std::string& text, const std::string& label) {
  std::vector<std::string> cells;
  std::size_t at = text.find("\n" + label + " ");
  REQUIRE(at != std::string::npos);
  at += 1 + label.size();
  const std::size_t end = text.find('\n', at);
  while ((at = text.find_first_not_of(' ', at)) < end) {
    const std::size_t cell_end = std::min(end, text.find("  ", at));
    cells.push_back(text.substr(at, cell_end - at));
    at = cell_end;
  }
  return cells;
}

}  // namespace

TEST_CASE("configurations stand side by side with the sizes that follow", "[report]") {
  const std::string text =
      format_hardware({isa::find_hardware_config("b16-bus64"), isa::find_hardware_config("b32-bus64"),
                       isa::find_hardware_config("b16-bus512")});
  CHECK(line_of(text, "LOG_BLOCK") == std::vector<std::string>{"4", "5", "4"});
  CHECK(line_of(text, "peak MACs per cycle") == std::vector<std::string>{"256", "1,024", "256"});
  CHECK(line_of(text, "wgt, entries") ==
        std::vector<std::string>{"1,024 x 256 B = 256 KiB", "256 x 1,024 B = 256 KiB", "1,024 x 256 B = 256 KiB"});
  CHECK(line_of(text, "inp, beats per entry") == std::vector<std::string>{"2", "4", "1/4"});
}

}  // namespace vtasim::report
