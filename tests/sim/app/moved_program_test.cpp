// The program in other places than where it was built.

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "isa/base/files.h"
#include "tests/sim/app/matchers.h"
#include "tests/sim/app/program.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

using Catch::Contains;
namespace fs = std::filesystem;

TEST_CASE("an installed program runs, also from where it was moved to") {
  const TemporaryDirectory directory;
  const std::string installed = directory / "installed";
  const std::string moved = directory / "moved";
  const Outcome installation = run_program(VTASIM_CMAKE, {"--install", VTASIM_BUILD, "--prefix", installed});
  INFO(installation.err);
  REQUIRE(installation.status == 0);
  fs::rename(installed, moved);

  const Outcome comparison = run_program(
      moved + "/bin/vtasim", {"compare", "depthwise-small", "--hardware", "b16-bus64", "--mapping", "diagonal"});
  INFO(comparison.err);
  CHECK(comparison.status == 0);
  CHECK_THAT(comparison.out, Contains("diagonal"));
  const Outcome unknown = run_program(moved + "/bin/vtasim", {"hardware", "b17"});
  CHECK(unknown.status == 2);
  CHECK_THAT(unknown.err, Contains("no such name; " + fs::canonical(moved).string() + "/share/vtasim/hardware has"));
}

TEST_CASE("a source tree that was moved with its build tree has its own configurations") {
  const TemporaryDirectory directory;
  const fs::path root = directory / "moved";
  const fs::path build = root / fs::relative(VTASIM_BUILD, VTASIM_ROOT);
  fs::create_directories(build / "sim");
  fs::create_directories(build / "share");
  fs::copy_file(VTASIM_PROGRAM, build / "sim" / "vtasim");
  fs::copy_symlink(fs::path(VTASIM_BUILD) / "share" / "vtasim", build / "share" / "vtasim");
  fs::create_directories(root / "configs" / "hardware");
  fs::copy_file(VTASIM_ROOT "/configs/hardware/b16-bus64.json", root / "configs" / "hardware" / "mine.json");

  const Outcome outcome = run_program(build / "sim" / "vtasim", {"hardware"});
  INFO(outcome.err);
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.out, Contains("mine") && !Contains("b16-bus64"));
}

TEST_CASE("a program on its own says how configurations are found") {
  const TemporaryDirectory directory;
  fs::copy_file(VTASIM_PROGRAM, directory.path() / "vtasim");
  const std::string program = fs::canonical(directory / "vtasim");
  CHECK_THAT(run_program(program, {"hardware"}),
             FailedWith(2, "no configurations: no directory above " + program +
                               " has share/vtasim; VTASIM_CONFIGS can name the directory they are in"));
  const Outcome outcome = run_program(program, {"hardware", "b16-bus64"}, {"VTASIM_CONFIGS=" VTASIM_ROOT "/configs"});
  CHECK(outcome.status == 0);
}

TEST_CASE("a VTASIM_CONFIGS that does not exist is an error, not an empty table") {
  const TemporaryDirectory directory;
  const std::string none = directory / "none";
  const std::string expected = "VTASIM_CONFIGS: " + none + " cannot be read: No such file or directory";
  CHECK_THAT(run_vtasim({"hardware"}, {"VTASIM_CONFIGS=" + none}), FailedWith(2, expected));
  CHECK_THAT(run_vtasim({"hardware", "b16-bus64"}, {"VTASIM_CONFIGS=" + none}), FailedWith(2, expected));
  CHECK_THAT(run_vtasim({"compare", "depthwise-small", "--hardware", "b16-bus64"}, {"VTASIM_CONFIGS=" + none}),
             FailedWith(2, expected));
  CHECK_THAT(run_vtasim({"hardware"}, {"VTASIM_CONFIGS=" + directory.path().string()}),
             FailedWith(2, directory.path().string() + "/hardware: has no configurations"));
}

TEST_CASE("the program holds no path of the source tree") {
  const std::string program = read_whole_file(VTASIM_PROGRAM);
  // Debug information and sanitizers name source files; nothing may be looked up by them.
  const bool release = std::string(VTASIM_BUILD_TYPE) == "Release";
  CHECK(program.find(release ? VTASIM_ROOT : VTASIM_ROOT "/configs") == std::string::npos);
}

}  // namespace
}  // namespace vtasim
