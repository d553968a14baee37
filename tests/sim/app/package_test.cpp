// vtasim as a library of other projects: tests/package is one.

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "tests/sim/app/program.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

using Catch::Contains;
namespace fs = std::filesystem;

TEST_CASE("another project finds an installation that was moved, builds with its libraries and runs") {
  const TemporaryDirectory directory;
  const std::string installed = directory / "installed";
  const std::string moved = directory / "moved";
  const std::string build = directory / "build";
  const Outcome installation = run_program(VTASIM_CMAKE, {"--install", VTASIM_BUILD, "--prefix", installed});
  INFO(installation.err);
  REQUIRE(installation.status == 0);
  fs::rename(installed, moved);

  // Compiled as vtasim was, for sanitizers go through all of a program, but with no warnings asked for: one would fail.
  const Outcome configuration = run_program(
      VTASIM_CMAKE, {"-S", VTASIM_TESTS "/package", "-B", build, "-G", "Ninja", "-DCMAKE_PREFIX_PATH=" + moved,
                     "-DVTASIM_VERSION=" VTASIM_VERSION, "-DCMAKE_CXX_COMPILER=" VTASIM_COMPILER,
                     "-DCMAKE_CXX_FLAGS=" VTASIM_COMPILER_FLAGS, "-DCMAKE_COMPILE_WARNING_AS_ERROR=ON"});
  INFO(configuration.out << configuration.err);
  REQUIRE(configuration.status == 0);
  const Outcome compilation = run_program(VTASIM_CMAKE, {"--build", build});
  INFO(compilation.out << compilation.err);
  REQUIRE(compilation.status == 0);

  const Outcome instructions = run_program(build + "/instructions", {});
  INFO(instructions.err);
  CHECK(instructions.status == 0);
  CHECK_THAT(instructions.out, Contains("load LOAD inp") && Contains("block 32\n"));
  const Outcome run = run_program(build + "/run_layer", {});
  INFO(run.err);
  CHECK(run.status == 0);
  CHECK_THAT(run.out, Contains("depthwise-small by diagonal: ") && Contains(" cycles, verified\n"));
}

}  // namespace
}  // namespace vtasim
