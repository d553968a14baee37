#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "isa/base/files.h"
#include "isa/case_file.h"
#include "matchers.h"
#include "program.h"
#include "sample_files.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

using Catch::Matchers::Contains;

constexpr int kBadInput = 2;

/// Copies 16 elements of 0 to 7 and back, as products with a tile that has 1 in its diagonal.
constexpr const char* kCopy = R"(copy (b16-bus64)
tokens auto
data uops: uop 0 0 0
data x: bytes 00 01 02 03 04 05 06 07 00 01 02 03 04 05 06 07
data one: file "identity.bin"
data y: zeros 16
expect at y: bytes 00 01 02 03 04 05 06 07 00 01 02 03 04 05 06 07
LOAD uop
    DRAM: uops, SRAM: 0
    x: size=1
LOAD inp
    DRAM: x, SRAM: 0
    x: size=1
LOAD wgt
    DRAM: one, SRAM: 0
    x: size=1
GEMM reset
    uop range: [0, 1)
GEMM
    uop range: [0, 1)
STORE out
    DRAM: y, SRAM: 0
    x: size=1
FINISH
)";

std::string identity() {
  std::string tile(256, '\0');
  for (std::size_t i = 0; i < 16; ++i) tile[i * 17] = 1;
  return tile;
}

}  // namespace

TEST_CASE("a program written as text runs, with tokens derived and files beside it", "[app]") {
  const TemporaryDirectory directory;
  write_text(directory / "copy.vta", kCopy);
  write_text(directory / "identity.bin", identity());
  const auto cases = directory / "copy.jsonl";
  const Outcome made = run_vtasim({"asm", directory / "copy.vta", "-o", cases});
  CHECK(made.status == 0);
  CHECK(made.out == cases.string() + ": 1 case, 7 instructions\n");
  const Outcome run = run_vtasim({"replay", cases});
  CHECK(run.status == 0);
  CHECK_THAT(run.out, Contains("1 agrees"));
  // Without its tokens the program is another.
  std::string by_hand = kCopy;
  by_hand.erase(by_hand.find("tokens auto"), std::string("tokens auto\n").size());
  write_text(directory / "copy.vta", by_hand);
  CHECK(run_vtasim({"asm", directory / "copy.vta", "-o", cases}).status == 0);
  CHECK(run_vtasim({"replay", cases}).status != 0);
}

TEST_CASE("asm makes the case again that disasm lists as a source", "[app]") {
  const TemporaryDirectory directory;
  const std::string recorded = VTASIM_TESTS "/golden/b16-bus128/layers.jsonl";
  const Outcome listed = run_vtasim({"disasm", recorded, "--source"});
  CHECK(listed.status == 0);
  write_text(directory / "layers.vta", listed.out);
  CHECK(run_vtasim({"asm", directory / "layers.vta", "-o", directory / "layers.jsonl"}).status == 0);
  const auto before = isa::read_cases(recorded);
  const auto after = isa::read_cases(directory / "layers.jsonl");
  REQUIRE(before.size() == after.size());
  for (std::size_t i = 0; i < before.size(); ++i) CHECK(before[i].program.name == after[i].program.name);
  const Outcome run = run_vtasim({"replay", directory / "layers.jsonl"});
  CHECK(run.status == 0);
  CHECK_THAT(run.out, Contains("11 cases, 11 agree"));
}

TEST_CASE("the program in asm's help is one", "[app]") {
  const TemporaryDirectory directory;
  const std::string help = run_vtasim({"asm", "--help"}).out;
  const std::size_t begin = help.find("  first-steps (b16-bus64)");
  const std::size_t end = help.find("  FINISH\n", begin);
  REQUIRE(end != std::string::npos);
  std::string source;
  for (const std::string& line : lines_of(help.substr(begin, end - begin) + "  FINISH"))
    source += line.substr(2) + '\n';
  write_text(directory / "first-steps.vta", source);
  const auto cases = directory / "first-steps.jsonl";
  CHECK(run_vtasim({"asm", directory / "first-steps.vta", "-o", cases}).status == 0);
  CHECK_THAT(run_vtasim({"replay", cases}).out, Contains("1 ran with nothing to compare (133 cycles)"));
}

TEST_CASE("asm names what is wrong with a source, and writes nothing", "[app]") {
  const TemporaryDirectory directory;
  const auto source = directory / "s.vta";
  const auto cases = directory / "s.jsonl";
  const auto refused = [&](const std::string& text) {
    write_text(source, text);
    const Outcome outcome = run_vtasim({"asm", source, "-o", cases});
    CHECK(outcome.status == kBadInput);
    CHECK(outcome.out.empty());
    CHECK_FALSE(std::filesystem::exists(cases));
    return outcome.err;
  };
  CHECK_THAT(refused("a (b16-bus64)\nGEMM\nFINISH\n"), Contains("s.vta:2: the micro-ops that it runs are missing"));
  CHECK_THAT(refused("a (b16-bus63)\nFINISH\n"), Contains("b16-bus63"));
  CHECK_THAT(refused(""), Contains("s.vta: has no program"));
  CHECK_THAT(refused(kCopy), Contains("identity.bin"));
  // Not over its own source.
  write_text(directory / "s.jsonl", "a (b16-bus64)\nFINISH\n");
  CHECK(run_vtasim({"asm", cases, "-o", cases}).status == kBadInput);
  CHECK(read_whole_file(cases) == "a (b16-bus64)\nFINISH\n");
  CHECK_THAT(run_vtasim({"disasm", VTASIM_TESTS "/golden/b16-bus64/micro.jsonl", "--source", "--uops"}).err,
             Contains("--source: asm takes no micro-ops from listings"));
}

}  // namespace vtasim
