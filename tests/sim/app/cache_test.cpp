// Results of searches that are kept: nothing that is shown or written is another for them.

#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "check_fixture.h"
#include "matchers.h"
#include "program.h"
#include "running_program.h"
#include "sample_files.h"
#include "terminal.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;

/// A directory with a network, and a cache beside it.
class CacheFixture {
 public:
  CacheFixture() {
    write_text(directory_ / "net.json", R"({"layers": [
      {"name": "dw", "input": [1, 32, 14, 14], "multiplier": 1, "kernel": 3, "padding": 1, "bias": true,
       "requantization": {"shift": 7}},
      {"name": "pw", "input": [1, 32, 14, 14], "out_channels": 32, "kernel": 1, "bias": true,
       "requantization": {"shift": 9}}]})");
    write_text(directory_ / "suite.json", R"({"entries": [
      {"network": "./net.json", "hardware": ["b16-bus64", "b16-bus512"]}]})");
  }

  std::string file(const std::string& name) const { return directory_ / name; }
  fs::path results() const { return directory_.path() / "cache" / "vtasim"; }
  std::size_t count() const {
    return fs::exists(results()) ? static_cast<std::size_t>(std::distance(fs::directory_iterator(results()), {})) : 0;
  }
  std::string setting() const { return "XDG_CACHE_HOME=" + file("cache"); }

  /// Its commands that search.
  std::vector<std::vector<std::string>> commands() const {
    return {{"compare", file("net.json"), "--hardware", "b16-bus64,b16-bus512"},
            {"compare", file("net.json"), "--hardware", "b16-bus64", "--mapping", "auto", "-j", "1"},
            {"fuse", file("net.json"), "--hardware", "b16-bus64", "--mapping", "auto"},
            {"explain", file("net.json"), "--layer", "dw", "--hardware", "b16-bus64"},
            {"check", file("suite.json")}};
  }

  /// That which makes one search.
  std::vector<std::string> explain_by(const std::string& mapping) const {
    return {"explain", file("net.json"), "--layer", "dw", "--hardware", "b16-bus64", "--mapping", mapping};
  }

  /// All that a command leaves: its status, its output and its files.
  std::map<std::string, std::string> all_of(std::vector<std::string> words,
                                            const std::vector<std::string>& environment) const {
    const TemporaryDirectory directory;
    if (words[0] == "compare" || words[0] == "fuse") {
      words.insert(words.end(), {"--json", directory / "out.json", "--emit", directory / "programs"});
    }
    if (words[0] == "check") words.insert(words.end(), {"--baseline", directory / "baseline.json", "--accept"});
    const Outcome outcome = run_vtasim(words, environment);
    std::string out = outcome.out;
    // The directory has another name each time.
    for (std::size_t at = 0; (at = out.find(directory.path().string())) != std::string::npos;) {
      out.erase(at, directory.path().string().size());
    }
    std::map<std::string, std::string> all = {
        {"status", std::to_string(outcome.status)}, {"stdout", out}, {"stderr", outcome.err}};
    for (const auto& entry : fs::recursive_directory_iterator(directory.path())) {
      if (entry.is_regular_file()) all[entry.path().filename()] = read_whole_file(entry.path());
    }
    return all;
  }

 private:
  TemporaryDirectory directory_;
};

}  // namespace

TEST_CASE("output is the same with an empty cache, a full one, a damaged one and none", "[app]") {
  for (std::size_t command = 0; command < 5; ++command) {
    const CacheFixture fixture;
    std::vector<std::string> words = fixture.commands()[command];
    INFO(words[0]);
    const auto empty = fixture.all_of(words, {fixture.setting()});
    CHECK(empty.at("status") == "0");
    const std::size_t count = fixture.count();
    CHECK(count > 0);
    CHECK(fixture.all_of(words, {fixture.setting()}) == empty);
    CHECK(fixture.count() == count);
    for (const auto& entry : fs::directory_iterator(fixture.results())) fs::resize_file(entry.path(), 100);
    CHECK(fixture.all_of(words, {fixture.setting()}) == empty);
    for (const auto& entry : fs::directory_iterator(fixture.results())) CHECK(entry.file_size() > 100);
    words.emplace_back("--no-cache");
    CHECK(fixture.all_of(words, {fixture.setting()}) == empty);
    CHECK(fixture.count() == count);
    fs::remove_all(fixture.results());
    CHECK(fixture.all_of(words, {fixture.setting()}) == empty);
    CHECK(fixture.count() == 0);
    // Where there can be no directory.
    words.pop_back();
    write_text(fixture.file("file"), "text");
    CHECK(fixture.all_of(words, {"XDG_CACHE_HOME=" + fixture.file("file")}) == empty);
    CHECK(fixture.all_of(words, {"XDG_CACHE_HOME=", "HOME="}) == empty);
  }
}

TEST_CASE("what was found before is not searched for", "[app]") {
  const CacheFixture fixture;
  for (const std::string& name : {std::string("compare"), std::string("explain")}) {
    const std::vector<std::string> words = fixture.commands()[name == "compare" ? 1 : 3];
    const auto run = [&] { return run_on_terminal(words, 100, {"VTASIM_PROGRESS=always", fixture.setting()}); };
    if (name == "compare") {
      CHECK_THAT(run().bytes, Contains("simulated"));
    }
    const TerminalOutcome again = run();
    CHECK(again.status == 0);
    // "118 simulated" is of explain's own output.
    CHECK_THAT(again.bytes, !Contains("program simulated") && !Contains("programs simulated"));
  }
}

TEST_CASE("another program searches for itself", "[app]") {
  const CacheFixture fixture;
  const std::vector<std::string> words = fixture.explain_by("diagonal");
  const std::string other = fixture.file("vtasim");
  fs::copy_file(VTASIM_PROGRAM, other);
  const std::vector<std::string> environment = {fixture.setting(), "VTASIM_CONFIGS=" VTASIM_ROOT "/configs"};
  const Outcome first = run_vtasim(words, environment);
  CHECK(fixture.count() == 1);
  CHECK(run_program(other, words, environment).out == first.out);
  CHECK(fixture.count() == 1);  // The same, byte for byte.
  write_text(other, read_whole_file(other) + "x");
  CHECK(run_program(other, words, environment).out == first.out);
  CHECK(fixture.count() == 2);
}

TEST_CASE("runs at a time share a cache", "[app]") {
  const CacheFixture fixture;
  const TemporaryDirectory directory;
  std::vector<std::unique_ptr<RunningProgram>> programs;
  for (int i = 0; i < 3; ++i) {
    programs.push_back(std::make_unique<RunningProgram>(
        std::vector<std::string>{"compare", fixture.file("net.json"), "--hardware", "b16-bus64,b16-bus512", "-j", "2"},
        directory / std::to_string(i)));
  }
  for (const auto& program : programs) CHECK(program->wait() == 0);
  for (int i = 0; i < 3; ++i) {
    CHECK(read_whole_file(directory / std::to_string(i)) == read_whole_file(directory / "0"));
    CHECK(read_whole_file(directory / (std::to_string(i) + ".err")).empty());
  }
}

TEST_CASE("cache shows what is kept and removes it", "[app]") {
  const CacheFixture fixture;
  const auto cache = [&](std::vector<std::string> options = {}) {
    options.insert(options.begin(), "cache");
    return run_vtasim(options, {fixture.setting()});
  };
  CHECK(cache().out == fixture.results().string() + ": 0 results, 0 of 67,108,864 bytes\n");
  CHECK(run_vtasim(fixture.explain_by("diagonal"), {fixture.setting()}).status == 0);
  CHECK(cache().out == fixture.results().string() + ": 1 result, 4,096 of 67,108,864 bytes\n");
  const Outcome cleared = cache({"--clear"});
  CHECK(cleared.status == 0);
  CHECK(cleared.out == fixture.results().string() + ": 1 result removed\n");
  CHECK(fixture.count() == 0);
  const Outcome none = run_vtasim({"cache"}, {"XDG_CACHE_HOME=", "HOME="});
  CHECK(none.status == 0);
  CHECK(none.out == "no cache: neither XDG_CACHE_HOME nor HOME is an absolute path\n");
}

}  // namespace vtasim
