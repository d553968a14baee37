#include "sim/check/entry_lines.h"

#include <catch2/catch.hpp>

namespace vtasim::check {

TEST_CASE("an entry's line is that of its opening brace") {
  CHECK(entry_lines(R"({"entries": [{}, {"a": {"b": [{}]}},
    {
      "x": 1}
  ,

  {}]})") == std::vector<std::size_t>{1, 1, 2, 6});
}

TEST_CASE("line ends in texts do not count twice, those before the object do") {
  CHECK(entry_lines("\n\n{\"name\": \"a\\nb\", \"entries\": [\r\n{\"layer\": \"x\"}]}") == std::vector<std::size_t>{4});
  CHECK(entry_lines("{\"entries\": []}").empty());
}

}  // namespace vtasim::check
