#include <catch2/catch.hpp>

#include "isa/base/files.h"
#include "matchers.h"
#include "program.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

TEST_CASE("trace writes a layer's run for Perfetto and as a VCD", "[app]") {
  const TemporaryDirectory directory;
  const Outcome outcome = run_vtasim({"trace", "depthwise-small", "--hardware", "b16-bus64", "--mapping", "diagonal",
                                      "-o", directory / "t.pftrace", "--vcd", directory / "t.vcd"});
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  CHECK_THAT(outcome.out, Catch::Matchers::Matches("depthwise-small.* on b16-bus64: [0-9,]+ cycles\n"));
  // A packet: field 1 of a trace.
  CHECK(read_whole_file(directory / "t.pftrace").front() == '\n');
  CHECK_THAT(read_whole_file(directory / "t.vcd"), StartsWith("$comment depthwise-small"));
}

TEST_CASE("trace takes a program of a case file, also one that does not finish", "[app]") {
  const TemporaryDirectory directory;
  const std::string golden = std::string(VTASIM_TESTS) + "/golden/b16-bus64/";
  const Outcome one =
      run_vtasim({"trace", golden + "layers.jsonl", "--case", "conv-1ctx", "--vcd", directory / "one.vcd"});
  CHECK(one.status == 0);
  CHECK(one.out == "conv-1ctx on b16-bus64: 5,201 cycles\n");
  const Outcome dead = run_vtasim(
      {"trace", golden + "broken.jsonl", "--case", "deadlock-one-token-short", "-o", directory / "dead.pftrace"});
  CHECK_THAT(dead, FailedWith(1, "did not finish: deadlock: FINISH is not reached"));
  CHECK_THAT(dead.out, Contains("does not finish; "));
  CHECK_FALSE(read_whole_file(directory / "dead.pftrace").empty());
}

TEST_CASE("trace refuses what it cannot write, and leaves nothing", "[app]") {
  const TemporaryDirectory directory;
  const std::string golden = std::string(VTASIM_TESTS) + "/golden/b16-bus64/layers.jsonl";
  const std::vector<std::string> words = {"trace", golden, "--case", "conv-1ctx"};
  const auto trace = [&](const std::vector<std::string>& more) {
    std::vector<std::string> all = words;
    all.insert(all.end(), more.begin(), more.end());
    return run_vtasim(all);
  };
  CHECK_THAT(trace({}), FailedWith(2, "-o or --vcd is required"));
  CHECK_THAT(trace({"-o", directory / "t", "--vcd", directory / "t"}), FailedWith(2, "is written by -o already"));
  CHECK_THAT(trace({"-o", directory / "t", "--vcd", directory / "none/t.vcd"}), FailedWith(2, "No such file"));
  CHECK(std::filesystem::is_empty(directory.path()));
}

}  // namespace vtasim
