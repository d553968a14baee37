#include "sim/check/markdown.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>

#include "sample_report.h"

namespace vtasim::check {

using Catch::Matchers::Contains;

TEST_CASE("what is not the same is explained, all is listed, nothing breaks the tables") {
  const std::string text = to_markdown(sample_report(), "vtasim check s.json --accept");
  CHECK_THAT(text, Catch::Matchers::StartsWith(
                       "### \u274c sample\n\n5 entries: 1 same, 1 moved, 1 new, 1 gone, 1 could not run\n\n| entry |"));
  const std::string name = "net/a&#124;b &#60;c&#62;&#38;\"d\": 5%, &#42;e&#42;";
  CHECK_THAT(text,
             Contains("\n| " + name +
                      " | moved | 1,000 | 1,100 | +10.00% | cycles 1,000 -&#62; 1,100 (+100, +10.00%)<br>changed: "));
  CHECK_THAT(text, Contains("\n| net/gone | gone | 77 |  |  | in the baseline (77 cycles), not in the suite |\n"));
  CHECK_THAT(text, Contains("\n```sh\nvtasim check s.json --accept\n```\n"));
  CHECK_THAT(text, Contains("\n| net/same | same | 1,000 | 1,000 |  | yes |\n"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] != '|') continue;
    INFO(line);
    CHECK(std::count(line.begin(), line.end(), '|') == 7);
  }
}

TEST_CASE("when all is the same there is nothing to accept") {
  const std::string text = to_markdown(SampleCheck({"a"}).report(), "accept-it");
  CHECK_THAT(text, Catch::Matchers::StartsWith("### \u2705 sample\n\n1 entry: 1 same\n\n<details>"));
  CHECK_THAT(text, !Contains("accept-it"));
}

TEST_CASE("the list of all entries says which are not in the RTL") {
  SampleCheck check({"a", "b"});
  check.results[0].measurement->mapping = check.before.entries["a"].mapping = "alu";
  CHECK_THAT(to_markdown(check.report(), ""), Contains("\n| a | same | 1,000 | 1,000 |  | yes, not in the RTL |\n| b | "
                                                       "same | 1,000 | 1,000 |  | yes |\n"));
}

}  // namespace vtasim::check
