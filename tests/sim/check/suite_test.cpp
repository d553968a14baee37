#include "sim/check/suite.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "isa/base/error.h"
#include "tests/support/temporary_directory.h"

namespace vtasim::check {
namespace {

using Catch::Matchers::Contains;

Suite load(const TemporaryDirectory& directory, const std::string& text) {
  std::ofstream(directory / "suite.json") << text;
  return load_suite(directory / "suite.json");
}

std::vector<std::string> names(const Suite& suite) {
  std::vector<std::string> result;
  for (const SuiteRow& row : suite.rows) result.push_back(row.name);
  return result;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("an entry is a row for each hardware and mapping") {
  const TemporaryDirectory directory;
  const Suite suite = load(directory, R"({"name": "mine", "entries": [
    {"layer": "depthwise-small", "hardware": ["b16-bus64", "b32-bus64"], "mapping": ["auto", "diagonal"]},
    {"name": "again", "layer": "depthwise-small", "hardware": "b16-bus64", "seed": 9, "tolerance": 0.5}]})");
  CHECK(suite.name == "mine");
  CHECK(names(suite) == Names{"depthwise-small/b16-bus64/auto", "depthwise-small/b16-bus64/diagonal",
                              "depthwise-small/b32-bus64/auto", "depthwise-small/b32-bus64/diagonal",
                              "again/b16-bus64/auto"});
  CHECK(suite.rows[2].hardware.block == 32);
  CHECK(suite.rows[3].mapping == "diagonal");
  CHECK(suite.rows[3].line == 2);
  CHECK(suite.rows[3].seed == 1);
  CHECK(suite.rows[3].tolerance == 0);
  CHECK(suite.rows[4].line == 3);
  CHECK(suite.rows[4].seed == 9);
  CHECK(suite.rows[4].tolerance == 0.5);
  REQUIRE(suite.rows[4].layer);
  CHECK(suite.rows[4].layer->channels == 24);
}

TEST_CASE("a mapping may be a pair of rectangles") {
  const TemporaryDirectory directory;
  const Suite suite = load(directory, R"({"entries": [
    {"layer": "depthwise-small", "hardware": "b16-bus64", "mapping": ["in 4x2x2 step 2x2 out 2x4x2", "auto"]}]})");
  CHECK(suite.rows[0].mapping == "in 4x2x2 step 2x2 out 2x4x2");
  CHECK(names(suite) ==
        Names{"depthwise-small/b16-bus64/in 4x2x2 step 2x2 out 2x4x2", "depthwise-small/b16-bus64/auto"});
}

TEST_CASE("an entry searches as it says, or else as its suite does, or else quickly") {
  const TemporaryDirectory directory;
  const std::string entries = R"("entries": [{"layer": "depthwise-small", "hardware": "b16-bus64"},
    {"name": "b", "layer": "depthwise-small", "hardware": "b16-bus64", "search": "quick"},
    {"name": "c", "layer": "depthwise-small", "hardware": "b16-bus64", "search": "full"}]})";
  const auto searches = [&](const std::string& beside_entries) {
    std::vector<compiler::SearchEffort> result;
    for (const SuiteRow& row : load(directory, "{" + beside_entries + entries).rows) result.push_back(row.search);
    return result;
  };
  using Efforts = std::vector<compiler::SearchEffort>;
  constexpr auto kQuick = compiler::SearchEffort::quick;
  constexpr auto kFull = compiler::SearchEffort::full;
  CHECK(searches("") == Efforts{kQuick, kQuick, kFull});
  CHECK(searches(R"("search": "full", )") == Efforts{kFull, kQuick, kFull});
  CHECK_THROWS_WITH(searches(R"("search": "long", )"),
                    Contains("suite.json: search is \"long\"; legal are quick and full"));
}

TEST_CASE("files are relative to the suite's") {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory / "sub");
  std::filesystem::copy(VTASIM_ROOT "/configs/hardware/b16-bus64.json", directory / "sub/board.json");
  std::ofstream(directory / "sub/one.json") << R"({"input": [1, 4, 6, 6], "multiplier": 1, "kernel": 3})";
  std::ofstream(directory / "sub/net.json")
      << R"({"layers": ["./one.json", {"name": "two", "input": [1, 8, 6, 6], "multiplier": 1, "kernel": 3}]})";
  std::filesystem::copy(VTASIM_TESTS "/golden/b16-bus64/layers.jsonl", directory / "sub/layers.jsonl");
  std::filesystem::copy(VTASIM_TESTS "/golden/b16-bus64/layers.bin", directory / "sub/layers.bin");
  const Suite suite = load(directory, R"({"entries": [
    {"layer": "sub/one.json", "hardware": "sub/board.json"},
    {"network": "sub/net.json", "hardware": "sub/board.json", "mapping": "swapped"},
    {"network": "sub/net.json", "name": "part", "only": "t*", "hardware": "b16-bus64"},
    {"cases": "sub/layers.jsonl", "only": ["conv-1ctx", "conv-3x3-14"]},
    {"cases": "sub/layers.jsonl", "only": "conv-1ctx", "hardware": ["b16-bus512", "sub/board.json"]}]})");
  CHECK(suite.name == "suite");
  CHECK(names(suite) == Names{"one/board/auto", "net/one/board/swapped", "net/two/board/swapped",
                              "part/two/b16-bus64/auto", "layers/conv-3x3-14/b16-bus64", "layers/conv-1ctx/b16-bus64",
                              "layers/conv-1ctx/b16-bus512", "layers/conv-1ctx/board"});
  CHECK(suite.rows[0].recorded == nullptr);
  REQUIRE(suite.rows[4].recorded != nullptr);
  CHECK(suite.rows[4].recorded->program.name == "conv-3x3-14");
  CHECK_FALSE(suite.rows[4].layer);
  CHECK(suite.rows[6].hardware.bus_bits == 512);
}

TEST_CASE("suites that cannot be used are refused with file, line, entry and field") {
  const TemporaryDirectory directory;
  const auto refused = [&](const std::string& entries, const std::string& why) {
    INFO(entries);
    CHECK_THROWS_WITH(load(directory, "{\"entries\": [\n" + entries + "]}"), Contains("suite.json") && Contains(why));
  };
  const std::string layer = R"("layer": "depthwise-small", )";
  refused("", "entries is empty");
  refused("5", "must be an array of objects");
  refused("{" + layer + R"("hardware": "b16-bus64", "mappings": "auto"})",
          "suite.json:2: entry 0: unknown key \"mappings\"");
  refused("{" + layer + R"("network": "x", "hardware": "b16-bus64"})",
          "exactly one of layer, network, planned and cases");
  refused(R"({"hardware": "b16-bus64"})", "exactly one of layer, network, planned and cases");
  refused("{" + layer + R"("mapping": "auto"})", "entry 0: hardware is missing");
  refused("{" + layer + R"("hardware": []})", "hardware is an empty list");
  refused("{" + layer + R"("hardware": ["b16-bus64", "b16-bus64"]})", "hardware names \"b16-bus64\" twice");
  refused("{" + layer + R"("hardware": "b16-bus64", "mapping": "folded"})",
          "suite.json:2: entry 0: mapping: folded is not known; known are diagonal, ");
  refused("{" + layer + R"("hardware": "b16-bus64", "mapping": "in 4x2x2 step 2x2"})",
          "mapping: in 4x2x2 step 2x2 is not known; known are ");
  refused("{" + layer + R"("hardware": "b16-bus64", "search": "slow"})",
          "entry 0: search is \"slow\"; legal are quick and full");
  refused("{" + layer + R"("hardware": "b16-bus64", "search": 1})", "search is 1; it must be a string");
  refused("{" + layer + R"("hardware": "b16-bus64", "mapping": [1]})", "it must be a string or a list of strings");
  refused("{" + layer + R"("hardware": "b16-bus64", "tolerance": -1})",
          "tolerance is -1; legal are numbers from 0 to 100");
  refused("{" + layer + R"("hardware": "b16-bus64", "tolerance": "1%"})", "legal are numbers from 0 to 100");
  refused("{" + layer + R"("hardware": "b16-bus64", "seed": -1})", "seed is -1");
  refused("{" + layer + R"("hardware": "b16-bus64", "only": "x"})", "unknown key \"only\"");
  refused("{" + layer + "\"hardware\": \"b16-bus64\"},\n{" + layer + "\"hardware\": \"b16-bus64\"}",
          "suite.json:3: \"depthwise-small/b16-bus64/auto\" is there already from line 2");
  refused("{\"name\": \"a\\u0007b\", " + layer + R"("hardware": "b16-bus64"})", "control character");
  const std::string cases = R"("cases": ")" VTASIM_TESTS R"(/golden/b16-bus64/layers.jsonl")";
  refused("{" + cases + R"(, "mapping": "auto"})", "unknown key \"mapping\"");
  refused("{" + cases + R"(, "search": "full"})", "unknown key \"search\"");
  refused("{" + cases + R"(, "only": ["conv-1ctx", "nobody"]})", "only names \"nobody\"");
  CHECK_THROWS_WITH(load(directory, R"({"entries": [], "baseline": "x"})"), Contains("unknown key \"baseline\""));
  CHECK_THROWS_WITH(load(directory, "{\n\"entries\": [}"), Contains("suite.json:2: column"));
}

TEST_CASE("the suites that come with vtasim load") {
  for (const char* name : {"ci", "mobilenet-v1"}) {
    const Suite suite = load_suite(std::string(VTASIM_ROOT "/configs/suites/") + name + ".json");
    CHECK(suite.name == name);
    CHECK(suite.rows.size() > 10);
  }
}

TEST_CASE("a network that is planned is a row for each hardware") {
  const TemporaryDirectory directory;
  const Suite suite = load(directory, R"({"entries": [
    {"planned": "mobilenet-v2", "hardware": ["b16-bus64", "b16-bus512"]},
    {"name": "mine", "planned": "resnet-18", "hardware": "b16-bus64", "objective": "time", "host_between": "allowed",
     "search": "full", "seed": 3}]})");
  CHECK(names(suite) ==
        Names{"mobilenet-v2/b16-bus64/planned", "mobilenet-v2/b16-bus512/planned", "mine/b16-bus64/planned"});
  REQUIRE(suite.rows[0].graph);
  CHECK(suite.rows[0].graph->name == "mobilenet-v2");
  CHECK(suite.rows[0].objective == compiler::Objective::cycles);
  CHECK_FALSE(suite.rows[0].host_between);
  CHECK(suite.rows[2].objective == compiler::Objective::time);
  CHECK(suite.rows[2].host_between);
  CHECK(suite.rows[2].search == compiler::SearchEffort::full);
  CHECK(suite.rows[2].seed == 3);
  const auto refused = [&](const std::string& entry) {
    try {
      load(directory, R"({"entries": [{"planned": "resnet-18", )" + entry + "}]}");
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK_THAT(refused(R"("hardware": "b16-bus64", "objective": "speed")"),
             Contains("objective is \"speed\"; legal are cycles and time"));
  CHECK_THAT(refused(R"("hardware": "b16-bus64", "host_between": true)"), Contains("host_between"));
  CHECK_THAT(refused(R"("hardware": "b16-bus64", "mapping": "auto")"), Contains("mapping"));
  CHECK_THAT(refused(R"("seed": 1)"), Contains("hardware is missing"));
  CHECK_THAT(refused(R"("hardware": "b16-bus64", "layer": "depthwise-small")"), Contains("exactly one of"));
}

}  // namespace vtasim::check
