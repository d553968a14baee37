#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "isa/base/files.h"
#include "isa/case_file.h"
#include "matchers.h"
#include "program.h"
#include "sample_files.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

/// A depthwise layer of 16 channels, 8 x 8, 3 x 3, as a file.
std::string small_layer(const TemporaryDirectory& directory, int groups = 16) {
  const nlohmann::json layer = {{"name", "small"},    {"input", {1, 16, 8, 8}},
                                {"out_channels", 16}, {"groups", groups},
                                {"kernel", 3},        {"padding", 1},
                                {"bias", true},       {"requantization", {{"shift", 6}, {"clip", {-127, 127}}}}};
  write_text(directory / "small.json", layer.dump());
  return directory / "small.json";
}

}  // namespace

TEST_CASE("compare verifies every mapping on every configuration, in one table", "[app]") {
  const TemporaryDirectory directory;
  const Outcome outcome = run_vtasim(
      {"compare", small_layer(directory), "--hardware", "b16-bus64,b16-bus512", "--mapping", "diagonal,swapped"});
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  const auto lines = lines_of(outcome.out);
  std::vector<std::string> rows;
  for (std::size_t i = 3; i < lines.size() && !lines[i].empty(); ++i) rows.push_back(lines[i]);
  REQUIRE(rows.size() >= 4);
  REQUIRE(rows.size() % 2 == 0);
  CHECK_THAT(rows[0], StartsWith("b16-bus64   diagonal "));
  CHECK_THAT(rows[1], StartsWith("b16-bus64   swapped "));
  CHECK_THAT(rows[rows.size() / 2], StartsWith("b16-bus512  diagonal "));
  CHECK_THAT(rows[rows.size() / 2 + 1], StartsWith("b16-bus512  swapped "));
  for (const std::string& row : rows) CHECK_THAT(row, Catch::Matchers::EndsWith("  yes"));
}

TEST_CASE("what packing does is counted of every row whose input is packed", "[app]") {
  const TemporaryDirectory directory;
  nlohmann::json config = pynq();
  config["shell"]["alu_mul"] = true;
  write_text(directory / "mul.json", config.dump());
  const Outcome outcome = run_vtasim({"compare", small_layer(directory), "--hardware", directory / "mul.json",
                                      "--mapping", "diagonal,swapped,banded,alu", "--json", directory / "out.json"});
  CHECK(outcome.status == 0);
  const auto json = nlohmann::json::parse(read_whole_file(directory / "out.json"));
  REQUIRE(json.at("rows").size() == 4);
  std::int64_t all = 0;
  for (const auto& row : json.at("rows")) {
    INFO(row.at("mapping"));
    const auto& packing = row.at("host").at("packing");
    CHECK(packing.at("bytes") == row.at("packed_bytes"));
    CHECK((row.at("packed_bytes") == 0) == (row.at("mapping") == "diagonal"));
    CHECK((packing.at("pieces") > 0) == (row.at("packed_bytes") > 0));
    CHECK((packing.at("lines") > 0) == (row.at("packed_bytes") > 0));
    all += packing.at("bytes").get<std::int64_t>();
  }
  CHECK(all > 0);
}

TEST_CASE("option --mapping chooses, --breakdown shows the modules", "[app]") {
  const TemporaryDirectory directory;
  const Outcome outcome =
      run_vtasim({"compare", small_layer(directory), "--hardware", "b16-bus64", "--mapping", "swapped", "--breakdown"});
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.out, !Contains("diagonal"));
  CHECK_THAT(outcome.out, Contains("\nswapped  load "));
  CHECK_THAT(outcome.out, Contains("\nswapped  compute "));
  CHECK_THAT(outcome.out, Contains("\nswapped  store "));
}

TEST_CASE("the JSON is the table in plain numbers, and repeats itself", "[app]") {
  const TemporaryDirectory directory;
  const std::string layer = small_layer(directory);
  for (const char* file : {"a.json", "b.json"}) {
    REQUIRE(run_vtasim({"compare", layer, "--hardware", "b16-bus64", "--mapping", "diagonal,swapped", "--json",
                        directory / file})
                .status == 0);
  }
  const std::string text = read_whole_file(directory / "a.json");
  CHECK(text == read_whole_file(directory / "b.json"));
  const auto json = nlohmann::json::parse(text);
  CHECK(json["layers"][0]["name"] == "small");
  REQUIRE(json["rows"].size() >= 2);
  for (const auto& row : json["rows"]) {
    CHECK(row["verified"] == true);
    const std::int64_t cycles = row["cycles"];
    CHECK(row["utilization"].get<double>() == Approx(8 * 8 * 16 * 9 / (256.0 * static_cast<double>(cycles))));
    CHECK(row["cycles_over_bound"].get<double>() >= 1);
    // Each module's cycles are all accounted for.
    for (const auto& [name, unit] : row["causes"]["units"].items()) {
      INFO(name);
      std::int64_t all = 0;
      for (const auto& work : unit) {
        for (const auto& cause : work) {
          if (cause.is_number()) all += cause.get<std::int64_t>();
          if (cause.is_object()) {
            for (const auto& taken : cause) all += taken.get<std::int64_t>();
          }
        }
      }
      CHECK(all == cycles + 1);
      CHECK(all == row["causes"]["cycles"].get<std::int64_t>());
    }
    for (const auto& [name, module] : row["counters"]["modules"].items()) {
      INFO(name);
      const std::int64_t sum = module["busy"].get<std::int64_t>() + module["wait_insn"].get<std::int64_t>() +
                               module["wait_prev"].get<std::int64_t>() + module["wait_next"].get<std::int64_t>() +
                               module["issue"].get<std::int64_t>();
      CHECK(std::abs(sum - cycles) <= 1);
    }
  }
}

TEST_CASE("rows say where the bias enters, which is the layer's choice or the search's", "[app]") {
  const TemporaryDirectory directory;
  nlohmann::json layer = {{"input", {1, 32, 14, 14}}, {"multiplier", 1}, {"kernel", 3}, {"bias", true}};
  const auto entry_of = [&](const std::string& mapping) {
    write_text(directory / "layer.json", layer.dump());
    REQUIRE(run_vtasim({"compare", directory / "layer.json", "--hardware", "b16-bus64", "--mapping", mapping, "--json",
                        directory / "out.json"})
                .status == 0);
    const auto row = nlohmann::json::parse(read_whole_file(directory / "out.json"))["rows"][0];
    CHECK(row["verified"] == true);
    return row.value("bias_entry", "none");
  };
  CHECK(entry_of("swapped") == "lane");
  CHECK(entry_of("diagonal") == "alu");
  layer["bias_entry"] = "load";
  CHECK(entry_of("swapped") == "load");
  layer.erase("bias_entry");
  layer["bias"] = false;
  CHECK(entry_of("swapped") == "none");
}

TEST_CASE("fused and separate requantization are rows beside each other", "[app]") {
  const TemporaryDirectory directory;
  nlohmann::json layer = {{"name", "small"}, {"input", {1, 16, 8, 8}},
                          {"multiplier", 1}, {"kernel", 3},
                          {"bias", true},    {"requantization", {{"shift", 6}, {"pass", "separate"}}}};
  write_text(directory / "layer.json", layer.dump());
  std::vector<std::string> words = {"compare",   directory / "layer.json", "--hardware", "b16-bus64",
                                    "--mapping", "diagonal,swapped",       "--json",     directory / "out.json"};
  const auto rows = [&] { return nlohmann::json::parse(read_whole_file(directory / "out.json"))["rows"]; };
  const Outcome own = run_vtasim(words);
  CHECK(own.status == 0);
  CHECK_THAT(own.out, !Contains("requan-") && Contains("swapped on b16-bus64, requantized separately"));
  const auto separate = rows();
  REQUIRE(separate.size() == 2);
  words.insert(words.end(), {"--requantization", "fused,separate", "--emit", directory / "programs"});
  const Outcome outcome = run_vtasim(words);
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.out, Contains("requan-"));
  const auto both = rows();
  REQUIRE(both.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(both[i]["mapping"] == (i < 2 ? "diagonal" : "swapped"));
    CHECK(both[i]["requantization"] == (i % 2 == 0 ? "fused" : "separate"));
    CHECK(both[i]["verified"] == true);
  }
  CHECK_THAT(outcome.out, Contains("\ndiagonal  fused ") && Contains("\ndiagonal  separate "));
  CHECK(both[1] == separate[0]);
  CHECK(both[3] == separate[1]);
  CHECK(both[0]["cycles"] < both[1]["cycles"]);
  CHECK(isa::read_cases(directory.path() / "programs" / "small-swapped-b16-bus64.jsonl").size() == 1);
  CHECK(isa::read_cases(directory.path() / "programs" / "small-swapped-separate-b16-bus64.jsonl").size() == 1);
  words[9] = "fused,fused";
  CHECK_THAT(run_vtasim(words), FailedWith(2, "--requantization: fused is named twice"));
  words[9] = "none";
  CHECK_THAT(run_vtasim(words), FailedWith(2, "--requantization"));
}

TEST_CASE("emitted programs replay to the same cycles and the right bytes", "[app]") {
  const TemporaryDirectory directory;
  const std::string json_file = directory / "out.json";
  REQUIRE(run_vtasim({"compare", small_layer(directory), "--hardware", "b16-bus64,b16-bus128", "--mapping",
                      "diagonal,swapped", "--emit", directory / "programs", "--json", json_file, "--seed", "5"})
              .status == 0);
  const auto json = nlohmann::json::parse(read_whole_file(json_file));
  std::vector<std::string> replay = {"replay", "--results", directory / "got.jsonl", "--verbose"};
  for (const auto& row : json["rows"]) {
    const std::string name = "small-" + row["mapping"].get<std::string>() + "-" + row["hardware"].get<std::string>();
    replay.push_back(directory.path() / "programs" / (name + ".jsonl"));
    const std::vector<isa::Case> cases = isa::read_cases(replay.back());
    REQUIRE(cases.size() == 1);
    CHECK(cases[0].program.config == row["hardware"].get<std::string>());
    CHECK_FALSE(cases[0].rtl);
    CHECK_FALSE(cases[0].outputs.empty());
  }
  const Outcome outcome = run_vtasim(replay);
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.out, Contains("1 case, 1 agrees"));
  const auto lines = lines_of(read_whole_file(directory / "got.jsonl"));
  REQUIRE(lines.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) CHECK(nlohmann::json::parse(lines[i])["cycles"] == json["rows"][i]["cycles"]);
}

TEST_CASE("a mapping that gives no program is a row, and a failure where it was asked for", "[app]") {
  const TemporaryDirectory directory;
  const std::string layer = small_layer(directory, 1);  // No depthwise layer.
  const Outcome outcome = run_vtasim(
      {"compare", layer, "--hardware", "b16-bus64", "--mapping", "swapped", "--json", directory / "out.json"});
  CHECK_THAT(outcome, FailedWith(1, "swapped on b16-bus64: "));
  CHECK_THAT(outcome.out, StartsWith("no program by\n-------------\nswapped        layer small"));
  CHECK(nlohmann::json::parse(read_whole_file(directory / "out.json"))["rows"][0].contains("error"));
}

TEST_CASE("a layer that no mapping takes is a failure", "[app]") {
  const TemporaryDirectory directory;
  const nlohmann::json layer = {{"input", {1, 1, 300, 300}}, {"multiplier", 1}, {"kernel", 300}};
  write_text(directory / "huge.json", layer.dump());
  const Outcome outcome = run_vtasim({"compare", directory / "huge.json", "--hardware", "b16-bus64"});
  CHECK_THAT(outcome, FailedWith(1, "90000 taps"));
  CHECK_THAT(outcome.out, StartsWith("no program by\n"));
}

TEST_CASE("a mapping that nobody asked for may give no program where another does", "[app]") {
  const TemporaryDirectory directory;
  const nlohmann::json layer = {{"input", {1, 1, 1, 65536}}, {"multiplier", 1}, {"kernel", 1}};
  write_text(directory / "wide.json", layer.dump());
  std::vector<std::string> words = {"compare", directory / "wide.json", "--hardware", "b16-bus64"};
  const Outcome outcome = run_vtasim(words);
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  CHECK_THAT(outcome.out, Contains("\nno program by\n") && Contains("-\ndiagonal "));
  CHECK_THAT(outcome.out, Contains("\nswapped "));
  words.insert(words.end(), {"--mapping", "diagonal,swapped"});
  CHECK_THAT(run_vtasim(words), FailedWith(1, "diagonal on b16-bus64: "));
}

TEST_CASE("layers of a network are rows of one table, with the host's seconds after it", "[app]") {
  const Outcome outcome = run_vtasim({"compare", "mobilenet-v1", "--layer", "d*13,fc", "--hardware", "b16-bus64",
                                      "--mapping", "auto", "--host", "pynq"});
  CHECK(outcome.status == 0);
  const auto lines = lines_of(outcome.out);
  REQUIRE(lines.size() > 8);
  CHECK_THAT(lines[3], StartsWith("dw13 "));
  CHECK_THAT(lines[4], StartsWith("fc      direct "));
  CHECK_THAT(lines[5], StartsWith("-----"));
  CHECK_THAT(lines[6], StartsWith("all 2   auto "));
  CHECK(lines[7].empty());
  CHECK_THAT(outcome.out, Contains("By host model pynq: accelerator at 100 MHz"));
  CHECK_THAT(outcome.out, Contains("\nfc     on the host, 2 cores "));
  CHECK_THAT(run_vtasim({"compare", "mobilenet-v1", "--layer", "x*", "--hardware", "b16-bus64"}),
             FailedWith(2, "network mobilenet-v1: no layer matches \"x*\""));
  CHECK_THAT(run_vtasim({"compare", "depthwise-small", "--hardware", "b16-bus64", "--host", "no"}),
             FailedWith(2, "host \"no\": no such file and no such name"));
}

TEST_CASE("a mapping may be a pair of rectangles, and a full search finds nothing worse", "[app]") {
  const TemporaryDirectory directory;
  std::int64_t cycles[2] = {};
  for (const std::string effort : {"quick", "full"}) {
    REQUIRE(run_vtasim({"compare", "depthwise-small", "--hardware", "b16-bus64", "--mapping", "in 2x2x4 out 2x2x4",
                        "--search", effort, "--json", directory / "out.json"})
                .status == 0);
    const auto row = nlohmann::json::parse(read_whole_file(directory / "out.json"))["rows"][0];
    CHECK(row["mapping"] == "in 2x2x4 out 2x2x4");
    cycles[effort == "full" ? 1 : 0] = row["cycles"];
  }
  CHECK(cycles[1] <= cycles[0]);
}

}  // namespace vtasim
