#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "isa/base/files.h"
#include "matchers.h"
#include "program.h"
#include "tests/support/temporary_directory.h"

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

TEST_CASE("explain shows what the cycles went to in several views", "[app]") {
  const Outcome outcome = run_vtasim({"explain", "depthwise-small", "--hardware", "b16-bus64", "--mapping", "diagonal",
                                      "--top", "3", "--critical-path", "--what-if", "--timeline"},
                                     {"COLUMNS=100"});
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  for (const char* part :
       {"\nload     LOAD inp ", "\nfetch    instructions ", "\ncycle                0 ", "the token of ",
        "Critical path: ", "\nas it is ", "\nmemory without delay ", " of its roof"}) {
    CHECK_THAT(outcome.out, Contains(part));
  }
}

TEST_CASE("explain takes a program of a case file", "[app]") {
  const std::string file = std::string(VTASIM_TESTS) + "/golden/b16-bus64/layers.jsonl";
  CHECK_THAT(run_vtasim({"explain", file}), FailedWith(2, "has 11 cases: choose one with --case; the first is"));
  CHECK_THAT(run_vtasim({"explain", file, "--case", "none"}), FailedWith(2, "no case is named \"none\""));
  const Outcome outcome = run_vtasim({"explain", file, "--case", "conv-1ctx", "--critical-path"});
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.out, Contains("conv-1ctx: 20 instructions on b16-bus64\nCycles: 5,201\n"));
  CHECK_THAT(outcome.out, Contains("Critical path: 5,201 cycles"));
  const Outcome wide = run_vtasim({"explain", file, "--case", "conv-1ctx", "--hardware", "b16-bus512"});
  CHECK(wide.status == 0);
  CHECK_THAT(wide.out, Contains("conv-1ctx: 20 instructions on b16-bus512\n"));
}

TEST_CASE("explain says of a program that does not finish what it was at", "[app]") {
  const std::string file = std::string(VTASIM_TESTS) + "/golden/b16-bus64/broken.jsonl";
  const std::vector<std::string> words = {"explain", file, "--case"};
  const auto explain = [&](const std::string& name) {
    std::vector<std::string> all = words;
    all.insert(all.end(), {name, "--top", "2", "--critical-path", "--what-if", "--timeline"});
    return run_vtasim(all);
  };
  const Outcome dead = explain("deadlock-one-token-short");
  CHECK_THAT(dead, FailedWith(1, "did not finish: deadlock: FINISH is not reached"));
  CHECK_THAT(dead.out, Contains("\nDoes not finish\n"));
  CHECK_THAT(dead.out, Contains("\ncompute "));
  CHECK_THAT(dead.out, !Contains("Critical path"));
  CHECK_THAT(explain("alu-hazard-imm-same-dst"), FailedWith(1, "ALU hazard"));
}

TEST_CASE("explain writes all of a run as JSON", "[app]") {
  const TemporaryDirectory directory;
  const std::string json_file = (directory / "run.json").string();
  const std::vector<std::string> words = {"explain",  "depthwise-small", "--hardware", "b16-bus64", "--mapping",
                                          "diagonal", "--what-if",       "--json",     json_file};
  REQUIRE(run_vtasim(words).status == 0);
  const nlohmann::json json = nlohmann::json::parse(read_whole_file(json_file));
  const std::int64_t cycles = json.at("cycles").get<std::int64_t>();
  CHECK(json.at("row").at("cycles") == cycles);
  CHECK(json.at("row").at("causes") == json.at("causes"));
  CHECK(json.at("critical_path").at("cycles") == cycles);
  CHECK(json.at("what_if").size() == 6);
  CHECK(json.at("instructions").size() == json.at("row").at("instructions").get<std::size_t>());
  CHECK(json.at("timeline").at("compute").at("cycles").size() > json.at("instructions").size() / 2);
  CHECK(json.at("mapping").at("name") == "diagonal");
  for (const nlohmann::json& instruction : json.at("instructions")) {
    if (instruction.at("what").get<std::string>().rfind("STORE", 0) != 0) continue;
    const nlohmann::json& place = instruction.at("place");
    CHECK(place.at("stage") == "depthwise-small");
    CHECK(place.at("purpose") == "store");
    CHECK(place.at("tile") < place.at("of_tiles"));
  }
  for (const char* scratchpad : {"uop", "wgt", "inp", "acc", "out"}) {
    INFO(scratchpad);
    const nlohmann::json& of = json.at("scratchpads").at(scratchpad);
    CHECK(of.at("most_live") > 0);
    CHECK(of.at("most_live") <= of.at("depth"));
    std::int64_t live = 0;
    for (const nlohmann::json& instruction : json.at("instructions")) {
      if (!instruction.contains("live") || !instruction.at("live").contains(scratchpad)) continue;
      const nlohmann::json& changes = instruction.at("live").at(scratchpad);
      live += changes.at(0).get<std::int64_t>() - changes.at(1).get<std::int64_t>();
    }
    CHECK(live == 0);
  }
  std::vector<std::string> nowhere = words;
  nowhere.back() = "/nowhere/run.json";
  CHECK_THAT(run_vtasim(nowhere), FailedWith(2, "/nowhere"));
}

TEST_CASE("explain needs a configuration for a layer", "[app]") {
  CHECK_THAT(run_vtasim({"explain", "depthwise-small"}), FailedWith(2, "--hardware is required for a layer"));
}

}  // namespace vtasim
