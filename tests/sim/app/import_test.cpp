#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "isa/base/files.h"
#include "isa/case_file.h"
#include "matchers.h"
#include "program.h"
#include "sample_files.h"
#include "tests/support/sample_dump.h"

namespace vtasim {
namespace {

using Catch::Matchers::Contains;

constexpr int kBadInput = 2;

}  // namespace

TEST_CASE("what a compiler left in directories becomes cases that run", "[app]") {
  const TemporaryDirectory directory;
  for (const char* name : {"a", "b"}) std::filesystem::create_directory(directory / name);
  write_copied_vector(directory / "a");
  write_copied_vector(directory / "b", "_L1");
  const auto cases = directory / "cases.jsonl";
  const Outcome made =
      run_vtasim({"import", directory / "a", directory / "b", "-o", cases, "--hardware", "b16-bus512"});
  CHECK(made.err.empty());
  CHECK(made.status == 0);
  CHECK(made.out == cases.string() + ": 2 cases, 14 instructions, for b16-bus512\n");
  const Outcome run = run_vtasim({"replay", cases});
  CHECK(run.status == 0);
  CHECK_THAT(run.out, Contains("2 cases, 2 agree"));
  CHECK_THAT(run_vtasim({"disasm", cases}).out, Contains("a (b16-bus512, 7 instructions)") && Contains("b_L1 ("));
  CHECK(run_vtasim({"disasm", cases, "--source"}).status == 0);
}

TEST_CASE("a case, written to files as DRAM has it and imported, is the same case", "[app]") {
  const TemporaryDirectory directory;
  const isa::Case written = few_cases().back();
  REQUIRE(written.has_outputs);
  std::vector<std::string> arguments = {"import",
                                        "--hardware",
                                        written.program.config,
                                        "--name",
                                        written.program.name,
                                        "--insn",
                                        std::to_string(written.program.insn_addr),
                                        "--insn-count",
                                        std::to_string(written.program.insn_count),
                                        "--dram-bytes",
                                        std::to_string(written.program.dram_bytes),
                                        "-o",
                                        directory / "again.jsonl"};
  const auto add = [&](const std::string& option, const std::vector<isa::Region>& regions) {
    for (const isa::Region& region : regions) {
      const std::string file = directory / (option + std::to_string(region.address));
      write_bytes(file, region.bytes);
      arguments.push_back(option);
      arguments.push_back(file + "@" + std::to_string(region.address));
    }
  };
  add("--dram", written.program.regions);
  add("--expect", written.outputs);
  const Outcome made = run_vtasim(arguments);
  CHECK(made.err.empty());
  REQUIRE(made.status == 0);
  const isa::Case again = isa::read_cases(directory / "again.jsonl").front();
  CHECK(again.program.name == written.program.name);
  CHECK(again.program.config == written.program.config);
  CHECK(again.program.insn_addr == written.program.insn_addr);
  CHECK(again.program.insn_count == written.program.insn_count);
  CHECK(again.program.dram_bytes == written.program.dram_bytes);
  CHECK(again.program.image() == written.program.image());
  REQUIRE(again.outputs.size() == written.outputs.size());
  for (std::size_t i = 0; i < again.outputs.size(); ++i) {
    CHECK(again.outputs[i].address == written.outputs[i].address);
    CHECK(again.outputs[i].bytes == written.outputs[i].bytes);
  }
  CHECK(run_vtasim({"replay", directory / "again.jsonl"}).status == 0);
}

TEST_CASE("import says what is wrong, and writes nothing", "[app]") {
  const TemporaryDirectory directory;
  write_copied_vector(directory.path());
  const std::string cases = directory / "cases.jsonl";
  const std::string dump = directory / "instructions.bin";
  const auto refused = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"import", "-o", cases, "--hardware", "b16-bus64"});
    const Outcome outcome = run_vtasim(arguments);
    CHECK(outcome.status == kBadInput);
    CHECK(outcome.out.empty());
    CHECK_FALSE(std::filesystem::exists(cases));
    return outcome.err;
  };
  CHECK_THAT(refused({}), Contains("needs a directory, or --dram"));
  CHECK_THAT(refused({directory / "none"}), Contains("none: No such file or directory"));
  CHECK_THAT(refused({directory.path(), "--name", "a"}), Contains("--name: are for --dram"));
  CHECK_THAT(refused({directory.path(), "--insn", "0"}), Contains("--insn, --insn-count"));
  CHECK_THAT(refused({directory.path(), "--dram", dump + "@0"}),
             Contains("--dram: a program is in dumps of DRAM or in"));
  CHECK_THAT(refused({directory.path(), "--dram-bytes", "0x5000"}), Contains("reaches past the end of DRAM, 0x5000"));
  CHECK_THAT(refused({directory.path(), "--dram-bytes", "0"}), Contains("--dram-bytes"));
  CHECK_THAT(refused({"--dram", dump + "@0"}), Contains("--insn: is needed with --dram"));
  CHECK_THAT(refused({"--dram", dump + "@0", "--insn", "0"}), Contains("--insn-count: is needed with --dram"));
  const auto dram = [&](const std::string& text) {
    return refused({"--dram", text, "--insn", "0x10", "--insn-count", "1"});
  };
  CHECK_THAT(dram(dump), Contains("instructions.bin: has no address; it must be FILE@ADDRESS"));
  CHECK_THAT(dram(dump + "@"), Contains("expected address, a number"));
  CHECK_THAT(dram(dump + "@4294967296"), Contains("address is 4294967296; it must be 0 to 4294967295"));
  CHECK_THAT(dram(dump + "@1 2"), Contains("expected the line's end; there is 2"));
  CHECK_THAT(dram(directory / "none.bin@0"), Contains("none.bin: no such file"));
  CHECK_THAT(dram((directory / "accumulator.bin").string() + "@0"), Contains("accumulator.bin: is empty"));
  CHECK_THAT(dram(dump + "@0x20"), Contains("program \"instructions\": 1 instructions from 0x10 to 0x20 are not in"));
  CHECK_THAT(refused({"--dram", dump + "@0", "--insn", "x", "--insn-count", "1"}),
             Contains("--insn: expected address"));
  CHECK_THAT(refused({"--dram", dump + "@0", "--insn", "4", "--insn-count", "1"}), Contains("insn_addr is 0x4"));
  // Not over what it reads.
  const std::string own = directory / "own.jsonl";
  std::filesystem::copy_file(dump, own);
  const Outcome over = run_vtasim(
      {"import", "-o", own, "--hardware", "b16-bus64", "--dram", own + "@0", "--insn", "0", "--insn-count", "1"});
  CHECK(over.status == kBadInput);
  CHECK(read_whole_file(own) == read_whole_file(dump));
}

}  // namespace vtasim
