#include <catch2/catch.hpp>

#include "check_fixture.h"
#include "running_program.h"

namespace vtasim {
namespace {

using Catch::Matchers::Contains;

/// A layer whose reference convolution takes seconds.
nlohmann::json long_entry(const std::string& name) {
  const nlohmann::json layer = {
      {"name", name}, {"input", {8, 256, 224, 224}}, {"multiplier", 1}, {"kernel", 7}, {"padding", 3}};
  return {{"layer", layer}, {"hardware", "b16-bus64"}, {"mapping", "diagonal"}};
}

nlohmann::json short_entry() { return {{"layer", "layer.json"}, {"hardware", "b16-bus64"}, {"mapping", "diagonal"}}; }

}  // namespace

TEST_CASE("a row that crashes fails alone, and the others finish", "[app]") {
  const CheckFixture fixture;
  fixture.write_suite({long_entry("long"), short_entry()});
  RunningProgram program({"check", fixture.file("suite.json"), "-j", "1", "--junit", fixture.file("j")},
                         fixture.file("out"));
  const std::vector<pid_t> children = program.await_children(1);
  REQUIRE(children.size() == 1);
  kill(children[0], SIGABRT);
  const int status = program.wait();
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 2);
  CHECK_THAT(fixture.read("out"), Contains("\nlong/b16-bus64/diagonal: could not run\n  killed by SIGABRT\n"));
  CHECK_THAT(fixture.read("out"), Contains("suite: 2 entries: 1 new, 1 could not run\n"));
  CHECK_THAT(fixture.read("out.err"), Contains("long/b16-bus64/diagonal could not run: killed by SIGABRT"));
  CHECK_THAT(fixture.read("j"), Contains("<error message=\"could not run: killed by SIGABRT\""));
  CHECK(fixture.json("suite.baseline.json.new")["entries"].size() == 1);
}

TEST_CASE("an interrupt ends everything and leaves nothing", "[app]") {
  for (const int number : {SIGINT, SIGTERM}) {
    const CheckFixture fixture;
    fixture.write_suite({long_entry("a"), long_entry("b"), long_entry("c")});
    const auto before = fixture.files();
    RunningProgram program({"check", fixture.file("suite.json"), "-j", "2", "--junit", fixture.file("j"), "--accept"},
                           fixture.file("out"));
    const std::vector<pid_t> children = program.await_children(2);
    program.signal(number);
    const int status = program.wait();
    REQUIRE(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == number);
    for (const pid_t child : children) CHECK(is_gone(child));
    auto expected = before;
    expected.insert(expected.end(), {"out", "out.err"});
    std::sort(expected.begin(), expected.end());
    CHECK(fixture.files() == expected);
    CHECK(fixture.read("out").empty());
    CHECK(fixture.read("out.err").empty());
  }
}

TEST_CASE("processes end with the program that started them, however it ends", "[app]") {
  const CheckFixture fixture;
  fixture.write_suite(std::vector<nlohmann::json>(1, long_entry("a")));
  RunningProgram program({"check", fixture.file("suite.json")}, fixture.file("out"));
  const std::vector<pid_t> children = program.await_children(1);
  program.signal(SIGKILL);
  program.wait();
  for (int tries = 0; tries < 500 && !is_gone(children[0]); ++tries) usleep(10'000);
  CHECK(is_gone(children[0]));
}

}  // namespace vtasim
