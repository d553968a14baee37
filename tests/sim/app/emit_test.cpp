#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "isa/base/files.h"
#include "isa/case_file.h"
#include "matchers.h"
#include "program.h"
#include "running_program.h"
#include "sample_files.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

constexpr int kBadInput = 2;

nlohmann::json layer_named(const std::string& name, int channels = 16) {
  return {{"name", name}, {"input", {1, channels, 8, 8}}, {"multiplier", 1}, {"kernel", 3}, {"padding", 1}};
}

/// A configuration of this bus, as a file.
void write_hardware(const std::filesystem::path& file, int bus_bits) {
  auto json = nlohmann::json::parse(read_whole_file(VTASIM_ROOT "/configs/hardware/b16-bus64.json"));
  json["shell"]["bus_bits"] = bus_bits;
  std::filesystem::create_directories(file.parent_path());
  write_text(file, json.dump());
}

std::vector<std::string> names_in(const std::filesystem::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

TEST_CASE("programs of layers whose names differ only in what no file name has are told apart", "[app]") {
  const TemporaryDirectory directory;
  const auto layers = {layer_named("a/b"), layer_named("a_b", 32), layer_named("a b", 48)};
  write_text(directory / "net.json", nlohmann::json{{"layers", layers}}.dump());
  const Outcome outcome = run_vtasim({"compare", directory / "net.json", "--hardware", "b16-bus64", "--mapping",
                                      "diagonal", "--json", directory / "out.json", "--emit", directory / "programs"});
  CHECK(outcome.status == 0);
  std::set<std::string> names;
  for (const std::string& file : names_in(directory / "programs")) {
    if (std::filesystem::path(file).extension() != ".jsonl") continue;
    const std::vector<isa::Case> cases = isa::read_cases(directory.path() / "programs" / file);
    REQUIRE(cases.size() == 1);
    names.insert(cases[0].program.name);
  }
  CHECK(names == std::set<std::string>{"a b-diagonal", "a/b-diagonal", "a_b-diagonal"});
}

TEST_CASE("long names of layers and configurations still give file names", "[app]") {
  const TemporaryDirectory directory;
  const std::string hardware = directory / (std::string(240, 'h') + ".json");
  write_hardware(hardware, 64);
  write_text(directory / "layer.json", layer_named(std::string(100, 'n')).dump());
  const Outcome outcome = run_vtasim({"compare", directory / "layer.json", "--hardware", hardware, "--mapping",
                                      "diagonal,swapped", "--emit", directory / "programs"});
  CHECK(outcome.status == 0);
  CHECK(names_in(directory / "programs").size() == 4);
}

TEST_CASE("an output is not written over what is read, nor over another output", "[app]") {
  const TemporaryDirectory directory;
  const std::string layer = directory / "l.json";
  const std::string text = layer_named("l").dump();
  write_text(layer, text);
  write_text(directory / "net.json", R"({"layers": ["./l.json"]})");
  std::filesystem::create_hard_link(layer, directory / "hard.json");
  std::filesystem::create_symlink(layer, directory / "soft.json");
  write_hardware(directory / "hw.json", 64);
  const auto refused = [](const std::string& file) {
    return FailedWith(kBadInput, "--json: " + file + " is one of the files that are read; it would be overwritten");
  };
  for (const char* name : {"l.json", "hard.json", "soft.json"}) {
    const std::string file = directory / name;
    CHECK_THAT(run_vtasim({"compare", layer, "--hardware", "b16-bus64", "--json", file}), refused(file));
  }
  CHECK_THAT(run_vtasim({"compare", directory / "net.json", "--hardware", "b16-bus64", "--json", layer}),
             refused(layer));
  CHECK_THAT(run_vtasim({"fuse", "mobilenet-v1", "--hardware", directory / "hw.json", "--json", directory / "hw.json"}),
             refused(directory / "hw.json"));
  write_text(directory / "suite.json", R"({"entries": [{"layer": "./l.json", "hardware": "b16-bus64"}]})");
  CHECK_THAT(run_vtasim({"check", directory / "suite.json", "--junit", directory / "hard.json"}),
             FailedWith(kBadInput, "hard.json is one of the files that are read"));
  CHECK(read_whole_file(layer) == text);

  write_cases(directory / "c.jsonl", few_cases());
  std::filesystem::create_hard_link(directory / "c.bin", directory / "r.bin");
  const std::string bytes = read_whole_file(directory / "c.bin");
  CHECK_THAT(run_vtasim({"replay", directory / "c.jsonl", "--results", directory / "r.jsonl"}),
             FailedWith(kBadInput, "r.bin is one of the files to replay"));
  CHECK(read_whole_file(directory / "c.bin") == bytes);

  // The table's JSON and the first program would have one name.
  const std::string both = directory.path() / "programs" / "l-diagonal-b16-bus64.jsonl";
  std::filesystem::create_directory(directory / "programs");
  const Outcome outcome = run_vtasim({"compare", layer, "--hardware", "b16-bus64", "--mapping", "diagonal", "--json",
                                      both, "--emit", directory / "programs"});
  CHECK(outcome.status == 0);
  CHECK(nlohmann::json::parse(read_whole_file(both)).contains("rows"));
  CHECK(names_in(directory / "programs").size() == 3);
}

TEST_CASE("an emitted program runs on its own configuration, wherever that is", "[app]") {
  const TemporaryDirectory directory;
  write_text(directory / "l.json", layer_named("l").dump());
  for (const std::string& name : {std::string("my-board"), std::string("b16-bus64")}) {
    // One that nobody else knows, and one with a name that is another's.
    write_hardware(directory / (name + ".json"), 512);
    REQUIRE(run_vtasim({"compare", directory / "l.json", "--hardware", directory / (name + ".json"), "--mapping",
                        "diagonal", "--emit", directory / "programs", "--json", directory / "out.json"})
                .status == 0);
    std::filesystem::remove(directory / (name + ".json"));
    const auto row = nlohmann::json::parse(read_whole_file(directory / "out.json"))["rows"][0];
    const std::string file = directory.path() / "programs" / ("l-diagonal-" + name + ".jsonl");
    CHECK(run_vtasim({"replay", file, "--results", directory / "got.jsonl"}).status == 0);
    CHECK(nlohmann::json::parse(read_whole_file(directory / "got.jsonl"))["cycles"] == row["cycles"]);
    CHECK(run_vtasim({"disasm", file, "--uops"}).status == 0);
    CHECK(run_vtasim({"replay", file, "--hardware", "b16-bus64", "--results", directory / "64.jsonl"}).status == 0);
    CHECK(nlohmann::json::parse(read_whole_file(directory / "64.jsonl"))["cycles"] > row["cycles"]);

    write_text(directory / "suite.json", nlohmann::json{{"entries", {{{"cases", file}}}}}.dump());
    CHECK(run_vtasim({"check", directory / "suite.json", "--accept"}).status == 0);
    const auto baseline = nlohmann::json::parse(read_whole_file(directory / "suite.baseline.json"));
    CHECK(baseline["entries"][0]["cycles"] == row["cycles"]);
  }
}

TEST_CASE("configurations of one name are compared under their paths", "[app]") {
  const TemporaryDirectory directory;
  const std::string a = directory.path() / "a" / "board.json";
  const std::string b = directory.path() / "b" / "board.json";
  const std::string own = directory / "b16-bus64.json";
  write_hardware(a, 64);
  write_hardware(b, 512);
  write_hardware(own, 128);
  write_text(directory / "l.json", layer_named("l").dump());
  const auto compare = [&](const std::string& hardware) {
    return run_vtasim({"compare", directory / "l.json", "--hardware", hardware, "--mapping", "diagonal", "--json",
                       directory / "out.json", "--emit", directory / "programs"});
  };
  CHECK(compare(a + "," + b + "," + own + ",b16-bus64").status == 0);
  const auto json = nlohmann::json::parse(read_whole_file(directory / "out.json"));
  REQUIRE(json["rows"].size() == 4);
  const std::vector<std::pair<std::string, int>> expected = {{a, 64}, {b, 512}, {own, 128}, {"b16-bus64", 64}};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(json["rows"][i]["hardware"] == expected[i].first);
    CHECK(json["hardware"][expected[i].first]["shell"]["bus_bits"] == expected[i].second);
  }
  CHECK(json["rows"][0]["cycles"] == json["rows"][3]["cycles"]);
  CHECK(names_in(directory / "programs").size() == 8);
  std::vector<std::string> words = {"replay"};
  for (const std::string& name : names_in(directory / "programs")) {
    if (std::filesystem::path(name).extension() == ".jsonl") words.push_back(directory.path() / "programs" / name);
  }
  CHECK(run_vtasim(words).status == 0);
  CHECK_THAT(compare(a + "," + a), FailedWith(kBadInput, "--hardware: " + a + " is named twice"));
  CHECK_THAT(compare(a + "," + directory.path().string() + "/./a/board.json"), FailedWith(kBadInput, "is named twice"));
}

TEST_CASE("a program that is ended leaves whole files only", "[app]") {
  const TemporaryDirectory directory;
  write_text(directory / "l.json", layer_named("l", 64).dump());
  std::vector<isa::Case> many = few_cases();
  for (int i = 0; i < 6; ++i) many.insert(many.end(), many.begin(), many.end());
  write_cases(directory / "many.jsonl", many);
  const std::filesystem::path programs = directory / "programs";
  const std::vector<std::vector<std::string>> commands = {
      {"compare", directory / "l.json", "--hardware", "b16-bus64,b16-bus512", "--emit", programs},
      {"replay", directory / "many.jsonl", "--results", directory / "got.jsonl"}};
  for (const std::vector<std::string>& words : commands) {
    for (int delay = 10; delay < 130; delay += 15) {
      RunningProgram program(words, directory / "out");
      usleep(static_cast<useconds_t>(1000 * delay));
      program.signal(delay % 2 == 0 ? SIGTERM : SIGINT);
      program.wait();
      for (const auto& entry : std::filesystem::recursive_directory_iterator(directory.path())) {
        const std::filesystem::path file = entry.path();
        CHECK(file.extension() != ".tmp");
        if (file.parent_path() == programs && file.extension() == ".jsonl") CHECK_NOTHROW(isa::read_cases(file));
      }
      CHECK(std::filesystem::exists(directory / "got.jsonl") == std::filesystem::exists(directory / "got.bin"));
    }
  }
}

}  // namespace vtasim
