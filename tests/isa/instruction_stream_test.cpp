#include "isa/instruction_stream.h"

#include <catch2/catch.hpp>

#include "isa/base/error.h"
#include "isa/encoding.h"
#include "isa/program.h"

namespace vtasim::isa {
namespace {

using Catch::Matchers::Contains;

std::vector<std::uint8_t> bytes_of(const std::vector<Instruction>& instructions) {
  std::vector<std::uint8_t> bytes;
  for (const Instruction& instruction : instructions) {
    const auto one = encode(instruction);
    bytes.insert(bytes.end(), one.begin(), one.end());
  }
  return bytes;
}

TEST_CASE("The DRAM image is zero outside the regions") {
  Program program;
  program.dram_bytes = 8;
  program.regions = {{1, {1, 2}}, {6, {3, 4}}};
  CHECK(program.image() == DramImage{0, 1, 2, 0, 0, 0, 3, 4});
}

TEST_CASE("Instructions are decoded from the image, however regions cut it") {
  const std::vector<std::uint8_t> bytes = bytes_of({Gemm{}, Finish{}, Store{}});
  Program program;
  program.name = "p";
  program.insn_addr = 16;
  program.insn_count = 3;
  program.dram_bytes = 64;
  const auto at = [&](std::ptrdiff_t n) { return bytes.begin() + n; };
  program.regions = {{0, std::vector<std::uint8_t>(16, 0xff)}, {36, {at(20), at(48)}}, {16, {at(0), at(20)}}};
  const std::vector<Instruction> instructions = instructions_of(program);
  REQUIRE(instructions.size() == 3);
  CHECK(std::holds_alternative<Gemm>(instructions[0]));
  CHECK(std::holds_alternative<Finish>(instructions[1]));
  CHECK(std::holds_alternative<Store>(instructions[2]));

  // Zeros are a LOAD of micro-ops, of nothing.
  program.regions.pop_back();
  CHECK(std::holds_alternative<Load>(instructions_of(program)[0]));

  program.regions.push_back({32, {7}});
  CHECK_THROWS_WITH(instructions_of(program), Contains("program \"p\": instruction 1: opcode is 7"));
  program.insn_count = 4;
  CHECK_THROWS_WITH(instructions_of(program),
                    Contains("program \"p\": insn_count 4 at insn_addr 0x10 reaches past dram_bytes 0x40"));
}

}  // namespace
}  // namespace vtasim::isa
