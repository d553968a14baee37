// The scripts, with commands of the system replaced.

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "tests/sim/app/program.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

using Catch::Contains;
namespace fs = std::filesystem;

void write_command(const fs::path& file, const std::string& text) {
  std::ofstream(file) << "#!/bin/sh\n" << text << '\n';
  fs::permissions(file, fs::perms::owner_all);
}

TEST_CASE("setup tells who is not root and has no sudo all that root must run") {
  const TemporaryDirectory commands;
  write_command(commands / "dpkg-query", "case \"$*\" in *' cmake') echo installed;; *) exit 1;; esac");
  write_command(commands / "id", "echo 1000");
  write_command(commands / "apt-get", "echo apt-get must not run >&2; exit 1");
  const Outcome outcome = run_program(
      "/usr/bin/env", {"PATH=" + commands.path().string(), "/bin/bash", VTASIM_ROOT "/scripts/setup", "one-more"});
  CHECK(outcome.status == 1);
  CHECK_THAT(outcome.err, Contains("as root run: apt-get update && apt-get install g++ ninja-build "));
  CHECK_THAT(outcome.err, Contains(" one-more\n"));
}

}  // namespace
}  // namespace vtasim
