#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "isa/base/files.h"
#include "matchers.h"
#include "program.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {

using Catch::Matchers::Contains;

TEST_CASE("space shows the search among random schedules, the same each time", "[app]") {
  const TemporaryDirectory directory;
  const std::vector<std::string> words = {"space", "depthwise-small", "--hardware",      "b16-bus64", "--samples",
                                          "10",    "--mapping",       "diagonal,patches"};
  const Outcome outcome = run_vtasim(words);
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  CHECK_THAT(outcome.out, Contains(" of 10") && Contains("patches: 10 random schedules") && Contains("<- searched"));
  std::vector<std::string> again = words;
  again.insert(again.end(), {"--json", directory / "out.json"});
  CHECK(run_vtasim(again).out == outcome.out);
  const auto json = nlohmann::json::parse(read_whole_file(directory / "out.json"));
  CHECK(json.at("layer") == "depthwise-small");
  CHECK(json.at("mappings").size() == 2);
  CHECK(json.at("mappings")[0].at("cycles").size() == 10);
}

TEST_CASE("space refuses what has no schedules", "[app]") {
  CHECK_THAT(run_vtasim({"space", "depthwise-small", "--hardware", "b16-bus64", "--mapping", "direct"}),
             FailedWith(1, "mapping direct takes layers with 1 group"));
  CHECK_THAT(run_vtasim({"space", "depthwise-small", "--hardware", "b16-bus64", "--mapping", "auto"}),
             FailedWith(2, "--mapping: auto is no mapping by itself"));
  CHECK_THAT(run_vtasim({"space", "mobilenet-v1", "--hardware", "b16-bus64"}),
             FailedWith(2, "mobilenet-v1 has 28 layers: choose one with --layer"));
  CHECK_THAT(run_vtasim({"space", "depthwise-small", "--hardware", "b16-bus64", "--samples", "0"}),
             FailedWith(2, "--samples"));
}

}  // namespace vtasim
