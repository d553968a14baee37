#include <catch2/catch.hpp>

#include "matchers.h"
#include "program.h"

namespace vtasim {

using Catch::Matchers::Contains;

TEST_CASE("explain shows loops, buffers, bounds and where the cycles went", "[app]") {
  const Outcome outcome =
      run_vtasim({"explain", "depthwise-small", "--hardware", "b16-bus64", "--mapping", "diagonal"});
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  for (const char* part : {"depthwise-small: (1, 24, 14, 14)", "Mapping diagonal", "GEMM: ", "inp         activation",
                           "<- the bound", "Cycles: ", "Above the bound: "}) {
    CHECK_THAT(outcome.out, Contains(part));
  }
}

TEST_CASE("explain takes one layer of a network", "[app]") {
  const std::vector<std::string> words = {"explain", "mobilenet-v1", "--hardware", "b16-bus64"};
  CHECK_THAT(run_vtasim(words), FailedWith(2, "mobilenet-v1 has 28 layers: choose one with --layer"));
  std::vector<std::string> one = words;
  one.insert(one.end(), {"--layer", "fc"});
  CHECK_THAT(run_vtasim(one).out, Contains("fc: (1, 1024, 1, 1)"));
  one.back() = "dw99";
  CHECK_THAT(run_vtasim(one), FailedWith(2, "no layer matches \"dw99\""));
}

TEST_CASE("explain refuses a mapping that does not take the layer", "[app]") {
  CHECK_THAT(run_vtasim({"explain", "depthwise-small", "--hardware", "b16-bus64", "--mapping", "direct"}),
             FailedWith(1, "depthwise-small"));
  CHECK_THAT(run_vtasim({"explain", "depthwise-small", "--hardware", "b16-bus64", "--mapping", "none"}),
             FailedWith(2, "--mapping: none is not known"));
}

}  // namespace vtasim
