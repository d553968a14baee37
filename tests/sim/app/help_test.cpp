#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "isa/case_file.h"
#include "matchers.h"
#include "program.h"
#include "sample_files.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {

using Catch::Matchers::Contains;

TEST_CASE("every command's help has examples and exit statuses", "[app]") {
  const Outcome outcome = run_vtasim({"--help"});
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  CHECK_THAT(outcome.out, Contains("Examples:"));
  CHECK_THAT(outcome.out, Contains("Exit status"));
  for (const char* command : {"compare", "fuse", "explain", "trace", "space", "replay", "generate", "disasm", "asm",
                              "import", "hardware", "host", "check", "report", "cache"}) {
    CHECK_THAT(outcome.out, Contains(std::string("\n  ") + command + " "));
    const Outcome help = run_vtasim({command, "--help"});
    CHECK(help.status == 0);
    CHECK(help.err.empty());
    CHECK_THAT(help.out, Contains(std::string("Examples:\n  vtasim ") + command));
    CHECK_THAT(help.out, Contains("Exit status: 0"));
  }
}

TEST_CASE("the version is one line", "[app]") {
  const Outcome outcome = run_vtasim({"--version"});
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.out, Catch::Matchers::Matches("vtasim [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST_CASE("hardware lists what comes with the program", "[app]") {
  const Outcome outcome = run_vtasim({"hardware"});
  CHECK(outcome.status == 0);
  for (const char* name : {"b16-bus64", "b16-bus64-burst16", "b16-bus128", "b16-bus256", "b16-bus512", "b32-bus64"}) {
    CHECK_THAT(outcome.out, Contains(name));
  }
  CHECK_THAT(outcome.out, Contains("LOG_BLOCK"));
  const Outcome json = run_vtasim({"hardware", "b32-bus64", "--json"});
  CHECK(json.status == 0);
  const auto array = nlohmann::json::parse(json.out);
  REQUIRE(array.size() == 1);
  CHECK(array[0].dump().find("\"LOG_BLOCK\":5") != std::string::npos);
}

TEST_CASE("disasm prints case files and raw instructions", "[app]") {
  const TemporaryDirectory directory;
  const std::vector<isa::Case> cases = few_cases();
  write_cases(directory / "cases.jsonl", cases);
  const Outcome all = run_vtasim({"disasm", directory / "cases.jsonl"});
  CHECK(all.status == 0);
  CHECK(all.err.empty());
  for (const isa::Case& listed : cases) CHECK_THAT(all.out, Contains(listed.program.name + " (b16-bus64, "));
  CHECK_THAT(all.out, Contains("GEMM"));

  const Outcome one = run_vtasim({"disasm", directory / "cases.jsonl", "--case", "gemm-same-dst"});
  CHECK(one.status == 0);
  CHECK_THAT(one.out, !Contains("alu-hazard"));
  const Outcome uops = run_vtasim({"disasm", directory / "cases.jsonl", "--case", "gemm-same-dst", "--uops"});
  CHECK(uops.status == 0);
  CHECK(uops.out.size() > one.out.size());

  const auto& region = cases[1].program.regions.back();
  REQUIRE(region.address == cases[1].program.insn_addr);
  write_text(directory / "insns.bin", std::string(region.bytes.begin(), region.bytes.end()));
  const Outcome raw = run_vtasim({"disasm", directory / "insns.bin", "--raw"});
  CHECK(raw.status == 0);
  CHECK(one.out == "gemm-same-dst (b16-bus64, 7 instructions)\n" + raw.out);

  write_text(directory / "short.bin", std::string(region.bytes.begin(), region.bytes.end() - 1));
  CHECK_THAT(run_vtasim({"disasm", directory / "short.bin", "--raw"}), FailedWith(2, "short.bin"));
}

}  // namespace vtasim
