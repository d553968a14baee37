#include "sim/check/annotations.h"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "sample_report.h"
#include "tests/support/temporary_directory.h"

namespace vtasim::check {

TEST_CASE("an error a finding, at the line of the file it is about") {
  const std::string baseline = "\n\n{\"name\":\"net/gone\",\n{\"name\":\"net/a|b <c>&\\\"d\\\": 5%, *e*\",\n";
  CHECK(to_annotations(sample_report(), {"s,1.json", "b:1.json", baseline}) ==
        "::error file=b%3A1.json,line=4,title=net/a|b <c>&\"d\"%3A 5%25%2C *e*%3A moved::cycles 1,000 -> 1,100 (+100, "
        "+10.00%25)%0Achanged: the simulator: configuration and program are the same to the bit%0Acycles of compute: "
        "busy "
        "with GEMM +100\n"
        "::error file=s%2C1.json,line=12,title=net/new%3A new::not in the baseline: 1,000 cycles\n"
        "::error file=s%2C1.json,line=13,title=net/crash%3A could not run::killed by SIGSEGV%0Astderr: line 1: 100%25 "
        "<bad>%0Astderr: line 2 ]]>\n"
        "::error file=b%3A1.json,line=3,title=net/gone%3A gone::in the baseline (77 cycles), not in the suite\n");
  CHECK(to_annotations(SampleCheck({"a"}).report(), {"s", "b", ""}).empty());
}

TEST_CASE("files are named as the checkout knows them") {
  const TemporaryDirectory directory;
  const std::string inside = directory / "suites/ci.json";
  unsetenv("GITHUB_WORKSPACE");
  CHECK(relative_to_workspace(inside) == inside);
  setenv("GITHUB_WORKSPACE", directory.path().c_str(), 1);
  CHECK(relative_to_workspace(inside) == "suites/ci.json");
  CHECK(relative_to_workspace("/elsewhere/ci.json") == "/elsewhere/ci.json");
  unsetenv("GITHUB_WORKSPACE");
}

}  // namespace vtasim::check
