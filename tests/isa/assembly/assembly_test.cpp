#include "isa/assembly/assembly.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "isa/assembly/write_assembly.h"
#include "isa/base/error.h"
#include "isa/disasm.h"
#include "isa/encoding.h"
#include "isa/instruction_stream.h"
#include "tests/support/temporary_directory.h"

namespace vtasim::isa {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

std::vector<AssemblyProgram> read(const std::string& text) {
  const TemporaryDirectory directory;
  std::ofstream(directory / "s.vta") << text;
  return read_assembly(directory / "s.vta", find_hardware_config);
}

Case one(const std::string& text) { return assemble(read(text).at(0)); }

/// As `disasm --source` prints it.
std::string source_of(const Case& written) {
  std::string text = written.program.name + " (" + written.program.config + ", 9 instructions)\n";
  const Listener append = [&](std::string_view piece) { text += piece; };
  write_data(written, append);
  disassemble(written.program, append);
  return text;
}

/// What the two differ in; empty for nothing.
std::string difference(const Case& a, const Case& b) {
  const Program& p = a.program;
  const Program& q = b.program;
  if (p.name != q.name || p.config != q.config) return "name or configuration";
  if (p.insn_addr != q.insn_addr || p.insn_count != q.insn_count || p.dram_bytes != q.dram_bytes) return "layout";
  const DramImage left = p.image();
  const DramImage right = q.image();
  if (!std::equal(left.data(), left.data() + p.dram_bytes, right.data())) return "DRAM";
  std::vector<std::pair<std::uint64_t, std::vector<std::uint8_t>>> outputs[2];
  for (const Region& region : a.outputs) {
    if (!region.bytes.empty()) outputs[0].emplace_back(region.address, region.bytes);
  }
  for (const Region& region : b.outputs) outputs[1].emplace_back(region.address, region.bytes);
  return outputs[0] == outputs[1] ? "" : "outputs";
}

constexpr const char* kFirst = R"(first-steps (b16-bus64)   # a comment behind a heading is none: this line is one
)";

constexpr const char* kSteps = R"(first-steps (b16-bus64)
# Multiplies a vector by a tile.
data uops: uop 0 0 0
data x:
    bytes 01 02
    zeros 14
data w at 0x4000: random 256 seed 2
expect at y: zeros 4
data y: zeros 16
LOAD uop
  DRAM: uops, SRAM: 0
  x: size=1
LOAD wgt
  DRAM: w, SRAM: 3
  x: size=1
  dep - push next: 1
STORE out
  DRAM: y + 2, SRAM: 0
  x: size=1
FINISH
)";

}  // namespace

TEST_CASE("data, labels and instructions make a case") {
  const Case made = one(kSteps);
  const Program& program = made.program;
  CHECK(program.name == "first-steps");
  CHECK(program.config == "b16-bus64");
  REQUIRE(made.hardware);
  CHECK(made.hardware->name == "b16-bus64");
  REQUIRE(program.regions.size() == 5);  // Four sections and the instructions.
  CHECK(program.regions[0].address == 0);
  CHECK(program.regions[1].address % 2048 == 0);  // A burst of 256 beats of 8 bytes.
  CHECK(program.regions[1].bytes.size() == 16);
  CHECK(program.regions[2].address == 0x4000);
  const std::uint64_t y = program.regions[3].address;
  CHECK(y > 0x4000);
  REQUIRE(made.outputs.size() == 1);
  CHECK(made.outputs[0].address == y);
  CHECK(made.outputs[0].bytes.size() == 4);
  CHECK(program.insn_addr > y);
  CHECK(program.dram_bytes >= program.insn_addr + 4 * kInstructionBytes);
  const std::vector<Instruction> instructions = instructions_of(program);
  REQUIRE(instructions.size() == 4);
  CHECK(std::get<Load>(instructions[1]).dram_base == 0x4000 / 256);
  CHECK(std::get<Load>(instructions[1]).deps.push_next == 1);
  CHECK(std::get<Store>(instructions[2]).dram_base == y / 16 + 2);
}

TEST_CASE("settings fix what is placed otherwise, and programs follow each other") {
  const auto programs = read(std::string("a (b16-bus64)\ndram 65536 bytes\ninstructions at 0x800\nFINISH\n\n") +
                             "b b (b16-bus512, 1 instruction)\ntokens auto\nFINISH\n");
  REQUIRE(programs.size() == 2);
  CHECK(assemble(programs[0]).program.dram_bytes == 65536);
  CHECK(assemble(programs[0]).program.insn_addr == 0x800);
  CHECK_FALSE(programs[0].automatic_tokens);
  CHECK(programs[1].name == "b b");
  CHECK(programs[1].hardware.name == "b16-bus512");
  CHECK(programs[1].automatic_tokens);
  CHECK(programs[1].where == programs[0].where.substr(0, programs[0].where.rfind(':')) + ":6");
}

TEST_CASE("mistakes in sources are named with their lines") {
  const std::string head = "a (b16-bus64)\n";
  CHECK_THROWS_WITH(read(""), EndsWith("s.vta: has no program: it begins with a heading, NAME (CONFIGURATION)"));
  CHECK_THROWS_WITH(read("FINISH\n"), Contains("s.vta:1: expected a program's heading"));
  CHECK_THROWS_WITH(read(kFirst), Contains("s.vta:1: expected a program's heading"));
  CHECK_THROWS_WITH(read("a (no-such)\nFINISH\n"), Contains("no-such"));
  CHECK_THROWS_WITH(read(head), EndsWith("s.vta:1: has no instructions"));
  CHECK_THROWS_WITH(read(head + "NOP\n"), Contains("s.vta:2: expected data, expect, tokens, dram, instructions"));
  CHECK_THROWS_WITH(read(head + "data x: bits 4\nFINISH"), Contains("s.vta:2: expected bytes, zeros, random"));
  CHECK_THROWS_WITH(read(head + "data x: zeros 4\ndata x: zeros 4\nFINISH"), Contains("s.vta:3: there is a section x"));
  CHECK_THROWS_WITH(read(head + "data at 8: zeros 8\ndata at 15: zeros 1\nFINISH"),
                    Contains("s.vta:3: begins at 0xf, within the section of "));
  CHECK_THROWS_WITH(read(head + "LOAD inp\nDRAM: x, SRAM: 0\nx: size=1"),
                    Contains("s.vta:2: there is no data section x"));
  CHECK_THROWS_WITH(read(head + "data x at 8: zeros 64\nLOAD inp\nDRAM: x, SRAM: 0\nx: size=1"),
                    Contains("s.vta:3: x lies at 0x8, which is no multiple of the 16 bytes of an element of inp"));
  CHECK_THROWS_WITH(read(head + "expect at z: zeros 1\nFINISH"), Contains("s.vta:2: there is no data section z"));
  CHECK_THROWS_WITH(read(head + "tokens none\nFINISH"), Contains("s.vta:2: expected auto or by hand; there is none"));
  CHECK_THROWS_WITH(read(head + "tokens auto\nFINISH\ndep - pop prev: 1"),
                    Contains("s.vta:3: has dependency bits of its own"));
  CHECK_THROWS_WITH(one(head + "dram 16 bytes\ndata x: zeros 64\nFINISH"),
                    Contains("s.vta:1: dram has 16 bytes; data and instructions reach to"));
  // What no hardware could run.
  CHECK_THROWS_WITH(one(head + "LOAD inp\nDRAM: 0x100000, SRAM: 0\nx: size=1\nFINISH"), Contains("s.vta:1: "));
}

TEST_CASE("a source that was written of a case makes the same case") {
  for (const char* config : {"b16-bus64", "b16-bus64-burst16", "b16-bus128", "b16-bus256", "b16-bus512", "b32-bus64"}) {
    for (const char* suite : {"micro", "layers", "streams", "deep", "broken"}) {
      const auto file = std::filesystem::path(VTASIM_TESTS) / "golden" / config / (std::string(suite) + ".jsonl");
      const std::vector<Case> cases = read_cases(file);
      std::string text;
      for (const Case& recorded : cases) text += source_of(recorded) + '\n';
      const std::vector<AssemblyProgram> programs = read(text);
      REQUIRE(programs.size() == cases.size());
      for (std::size_t i = 0; i < cases.size(); ++i) {
        const std::string differs = difference(cases[i], assemble(programs[i]));
        CAPTURE(config, suite, cases[i].program.name);
        if (!differs.empty()) CHECK(differs == "");
      }
    }
  }
}

TEST_CASE("any instruction is made again of its listing") {
  rc::prop("random instructions", [] {
    std::array<std::uint8_t, kInstructionBytes> bytes =
        *rc::gen::arbitrary<std::array<std::uint8_t, kInstructionBytes>>();
    bytes[0] = static_cast<std::uint8_t>((bytes[0] & 0xf8) | *rc::gen::inRange(0, 5));
    Instruction instruction;
    try {
      instruction = decode(bytes);
    } catch (const Error&) {
      RC_DISCARD();
    }
    if (encode(instruction) != bytes) RC_DISCARD();
    std::string text = "a (b16-bus64)\n";
    disassemble(bytes.data(), bytes.size(), [&](std::string_view piece) { text += piece; });
    RC_LOG() << text;
    RC_ASSERT(encode(read(text).at(0).instructions.at(0)) == bytes);
  });
}

}  // namespace vtasim::isa
