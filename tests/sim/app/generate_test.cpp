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

constexpr int kDisagrees = 1;
constexpr int kBadInput = 2;

std::string contents(const std::filesystem::path& jsonl) {
  return read_whole_file(jsonl) + read_whole_file(std::filesystem::path(jsonl).replace_extension(".bin"));
}

/// What replay wrote as results, as a recording of these cases.
void record(const std::filesystem::path& jsonl, const std::filesystem::path& results) {
  std::string lines;
  const std::vector<std::string> cases = lines_of(read_whole_file(jsonl));
  const std::vector<std::string> got = lines_of(read_whole_file(results));
  REQUIRE(cases.size() == got.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    auto line = nlohmann::json::parse(cases[i]);
    const auto result = nlohmann::json::parse(got[i]);
    for (const char* key : {"finished", "cycles", "read_bursts", "read_beats", "write_bursts", "write_beats", "load",
                            "compute", "store"}) {
      line["rtl"][key] = result.at(key);
    }
    lines += line.dump() + "\n";
  }
  write_text(jsonl, lines);
}

}  // namespace

TEST_CASE("generated suites agree with what they say they leave", "[app]") {
  const TemporaryDirectory directory;
  nlohmann::json hardware = pynq();
  hardware["shell"]["bus_bits"] = 128;
  write_text(directory / "board.json", hardware.dump());
  for (const std::string suite : {"micro", "streams", "deep"}) {
    const auto file = directory / (suite + ".jsonl");
    const Outcome made = run_vtasim({"generate", suite, "-o", file, "--hardware", directory / "board.json"});
    CHECK(made.status == 0);
    CHECK(made.err.empty());
    CHECK(lines_of(made.out).size() == 1);
    const std::size_t count = isa::read_cases(file).size();
    CHECK_THAT(made.out, Contains(file.string() + ": " + std::to_string(count) + " cases, "));
    CHECK_THAT(made.out, Contains(" instructions, for board\n"));
    // The configuration travels with the cases.
    std::filesystem::copy_file(file, directory / "moved.jsonl", std::filesystem::copy_options::overwrite_existing);
    std::filesystem::copy_file(directory / (suite + ".bin"), directory / "moved.bin",
                               std::filesystem::copy_options::overwrite_existing);
    const Outcome replayed = run_vtasim({"replay", directory / "moved.jsonl"});
    CHECK(replayed.status == 0);
    CHECK_THAT(replayed.out, Contains(std::to_string(count) + " cases, " + std::to_string(count) + " agree"));
  }
}

TEST_CASE("a recording of generated cases is compared to the cycle", "[app]") {
  const TemporaryDirectory directory;
  const auto file = directory / "cases.jsonl";
  REQUIRE(run_vtasim({"generate", "streams", "-o", file, "--hardware", "b16-bus64", "--count", "3"}).status == 0);
  REQUIRE(run_vtasim({"replay", file, "--results", directory / "got.jsonl"}).status == 0);
  record(file, directory / "got.jsonl");
  CHECK_THAT(run_vtasim({"replay", file}).out, Contains("3 cases, 3 agree"));
  std::vector<isa::Case> cases = isa::read_cases(file);
  REQUIRE(cases[1].rtl);
  ++cases[1].rtl->timing[1][2][1];
  isa::write_cases(file, cases);
  CHECK_THAT(run_vtasim({"replay", file}), FailedWith(kDisagrees, cases[1].program.name));
}

TEST_CASE("seed, count and kind decide what is generated", "[app]") {
  const TemporaryDirectory directory;
  const auto generate = [&](std::vector<std::string> options) {
    std::vector<std::string> words = {"generate", "streams", "--hardware", "b16-bus64", "-o", directory / "s.jsonl",
                                      "--count",  "4"};
    words.insert(words.end(), options.begin(), options.end());
    REQUIRE(run_vtasim(words).status == 0);
    return contents(directory / "s.jsonl");
  };
  const std::string first = generate({});
  CHECK(isa::read_cases(directory / "s.jsonl").size() == 4);
  CHECK(generate({"--seed", "1"}) == first);
  CHECK(generate({"--seed", "2"}) != first);
  generate({"--kind", "memory", "--seed", "18446744073709551615"});
  for (const isa::Case& made : isa::read_cases(directory / "s.jsonl")) {
    CHECK_THAT(made.program.name, Contains("stream-memory-seed18446744073709551615-"));
  }
}

TEST_CASE("suites that cannot be generated", "[app]") {
  const TemporaryDirectory directory;
  const std::string file = directory / "cases.jsonl";
  const auto refused = [&](std::vector<std::string> words, const std::string& what) {
    words.insert(words.begin(), "generate");
    CHECK_THAT(run_vtasim(words), FailedWith(kBadInput, what));
  };
  refused({"macro", "-o", file, "--hardware", "b16-bus64"}, "macro");
  refused({"-o", file, "--hardware", "b16-bus64"}, "SUITE");
  refused({"micro", "--hardware", "b16-bus64"}, "--output");
  refused({"micro", "-o", file}, "--hardware");
  refused({"micro", "-o", file, "--hardware", "b99"}, "b99");
  refused({"micro", "-o", file, "--hardware", directory / "none.json"}, "none.json");
  for (const char* count : {"0", "-1", "1001", "many"}) {
    refused({"streams", "-o", file, "--hardware", "b16-bus64", "--count", count}, "--count");
  }
  refused({"micro", "-o", file, "--hardware", "b16-bus64", "--count", "3"}, "--count: micro has a case for each");
  refused({"deep", "-o", file, "--hardware", "b16-bus64", "--kind", "memory"}, "--kind: deep has no kinds");
  refused({"streams", "-o", file, "--hardware", "b16-bus64", "--kind", "both"}, "--kind");
  refused({"streams", "-o", file, "--hardware", "b16-bus64", "--seed", "x"}, "--seed: \"x\" is no seed");
  refused({"micro", "-o", directory / "cases.json", "--hardware", "b16-bus64"}, "cases.json: a case file's name must");
  refused({"micro", "-o", directory / "none/cases.jsonl", "--hardware", "b16-bus64"}, "none");
  CHECK(directory.empty());
}

TEST_CASE("generated files are not written over the configuration", "[app]") {
  const TemporaryDirectory directory;
  for (const char* name : {"board.jsonl", "board.bin"}) {
    write_text(directory / name, pynq().dump());
    CHECK_THAT(run_vtasim({"generate", "micro", "-o", directory / "board.jsonl", "--hardware", directory / name}),
               FailedWith(kBadInput, "-o: " + (directory / name).string() + " is one of the files that are read"));
    CHECK(read_whole_file(directory / name) == pynq().dump());
    std::filesystem::remove(directory / name);
  }
  CHECK(directory.empty());
}

}  // namespace vtasim
