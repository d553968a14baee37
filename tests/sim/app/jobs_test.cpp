// Searches in processes: the same as without, whatever happens to one of them.

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "isa/base/files.h"
#include "matchers.h"
#include "program.h"
#include "running_program.h"
#include "sample_files.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

using Catch::Matchers::Contains;
using nlohmann::json;

json depthwise(const std::string& name, int channels, int size) {
  return {{"name", name}, {"input", {1, channels, size, size}}, {"multiplier", 1}, {"kernel", 3}, {"padding", 1},
          {"bias", true}, {"requantization", {{"shift", 7}}}};
}

json pointwise(const std::string& name, int channels, int size) {
  return {{"name", name}, {"input", {1, channels, size, size}}, {"out_channels", 32}, {"kernel", 1},
          {"bias", true}, {"requantization", {{"shift", 9}}}};
}

std::string network(const TemporaryDirectory& directory, const std::vector<json>& layers) {
  write_text(directory / "net.json", json{{"layers", layers}}.dump());
  return directory / "net.json";
}

/// All that a command leaves with so many jobs: its status, its output and its files.
std::map<std::string, std::string> all_of(std::vector<std::string> words, const std::string& jobs) {
  const TemporaryDirectory directory;
  words.insert(words.end(), {"-j", jobs, "--json", directory / "out.json", "--emit", directory / "programs"});
  const Outcome outcome = run_vtasim(words);
  std::map<std::string, std::string> all = {
      {"status", std::to_string(outcome.status)}, {"stdout", outcome.out}, {"stderr", outcome.err}};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory.path())) {
    if (entry.is_regular_file()) all[entry.path().filename()] = read_whole_file(entry.path());
  }
  return all;
}

/// A layer that is searched for a long time.
json endless(const std::string& name, int size = 112) {
  json layer = depthwise(name, 512, size);
  layer["kernel"] = 7;
  return layer;
}

}  // namespace

TEST_CASE("compare comes to the same with any number of jobs", "[app]") {
  const TemporaryDirectory directory;
  // Two of one shape, and one that not every mapping takes.
  const std::string net = network(
      directory, {depthwise("a", 32, 14), depthwise("b", 32, 14), depthwise("c", 16, 9), pointwise("d", 32, 9)});
  const std::vector<std::vector<std::string>> commands = {
      {"compare", net, "--hardware", "b16-bus64,b16-bus512", "--mapping", "auto,banded"},
      {"compare", net, "--hardware", "b16-bus64", "--requantization", "fused,separate", "--seed", "3"}};
  for (const std::vector<std::string>& words : commands) {
    const auto one = all_of(words, "1");
    CHECK(one.size() > 15);
    CHECK(all_of(words, "2") == one);
    CHECK(all_of(words, "7") == one);
  }
  CHECK(all_of(commands[0], "3").at("status") == "1");
}

TEST_CASE("fuse comes to the same with any number of jobs", "[app]") {
  const TemporaryDirectory directory;
  const std::string net = network(
      directory, {depthwise("a", 32, 14), pointwise("b", 32, 14), depthwise("c", 32, 14), pointwise("d", 32, 14)});
  for (const char* mapping : {"auto", "diagonal,patches,direct"}) {
    const std::vector<std::string> words = {"fuse", net, "--hardware", "b16-bus64,b16-bus512", "--mapping", mapping};
    const auto one = all_of(words, "1");
    CHECK(one.size() > 10);
    CHECK(all_of(words, "4") == one);
  }
}

TEST_CASE("of a search that crashes the row fails alone", "[app]") {
  const TemporaryDirectory directory;
  const std::string net = network(directory, {endless("long"), depthwise("short", 16, 9)});
  RunningProgram program({"compare", net, "--hardware", "b16-bus64", "--mapping", "auto", "--search", "full", "-j", "2",
                          "--json", directory / "out.json"},
                         directory / "out");
  kill(program.await_children(1)[0], SIGABRT);
  const int status = program.wait();
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 1);
  CHECK_THAT(read_whole_file(directory / "out"), Contains("did not finish: the search failed: killed by SIGABRT"));
  CHECK_THAT(read_whole_file(directory / "out.err"),
             Contains("long, auto on b16-bus64 did not finish: the search failed: killed by SIGABRT\n"));
  const json rows = json::parse(read_whole_file(directory / "out.json"))["rows"];
  REQUIRE(rows.size() == 2);
  CHECK(rows[0]["verified"] == false);
  CHECK(rows[0]["problem"] == "the search failed: killed by SIGABRT");
  CHECK(rows[1]["verified"] == true);
}

TEST_CASE("of a pair's search that crashes only the rows fail that need it", "[app]") {
  const TemporaryDirectory directory;
  const std::string net = network(directory, {depthwise("dw", 128, 28), pointwise("pw", 128, 28)});
  RunningProgram program(
      {"fuse", net, "--hardware", "b16-bus64", "--search", "full", "--mapping", "diagonal", "-j", "2"},
      directory / "out");
  kill(program.await_children(1)[0], SIGABRT);  // All mappings of dw, for the first row.
  const int status = program.wait();
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 1);
  const std::string out = read_whole_file(directory / "out");
  CHECK_THAT(out, Contains("apart: auto, auto") && Contains("NO: the search failed: killed by SIGABRT"));
  CHECK_THAT(out, Contains("apart: diagonal, exchanged") && Contains("fused: diagonal, direct") && Contains("  yes\n"));
  CHECK_THAT(read_whole_file(directory / "out.err"), Contains("is wrong: the search failed: killed by SIGABRT\n"));
}

TEST_CASE("an interrupt ends the searches and leaves no process and no file", "[app]") {
  for (const int number : {SIGINT, SIGTERM}) {
    const TemporaryDirectory directory;
    const std::string net = network(directory, {endless("a"), endless("b", 110), endless("c", 108)});
    RunningProgram program({"compare", net, "--hardware", "b16-bus64", "--mapping", "auto", "--search", "full", "-j",
                            "2", "--json", directory / "out.json"},
                           directory / "out");
    const std::vector<pid_t> children = program.await_children(2);
    program.signal(number);
    const int status = program.wait();
    REQUIRE(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == number);
    for (int tries = 0; tries < 500 && !std::all_of(children.begin(), children.end(), is_gone); ++tries) usleep(10'000);
    for (const pid_t child : children) CHECK(is_gone(child));
    CHECK_FALSE(std::filesystem::exists(directory / "out.json"));
    CHECK(read_whole_file(directory / "out").empty());
    CHECK(read_whole_file(directory / "out.err").empty());
  }
}

}  // namespace vtasim
