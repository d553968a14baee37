#include "isa/assembly/instruction_source.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "isa/disasm.h"
#include "isa/encoding.h"

namespace vtasim::isa {
namespace {

using Catch::Matchers::Contains;
using Lines = std::vector<std::string>;

/// An instruction from its lines, the first at f:1.
Instruction made_of(const Lines& lines) {
  LineScanner title(lines.front(), "f:1");
  auto source = parse_title(title);
  REQUIRE(source);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    LineScanner line(lines[i], "f:" + std::to_string(i + 1));
    if (!parse_property(line, *source)) line.fail_expected("a property");
  }
  complete(*source);
  return source->instruction;
}

std::string shown(const Lines& lines) { return disassemble(made_of(lines)); }

}  // namespace

TEST_CASE("what an instruction's lines leave out is as it is most often") {
  CHECK(shown({"LOAD inp", "DRAM: 0x40, SRAM: 2", "x: size=5"}) == "load LOAD inp dram 0x40 sram 0x2 y 1 x 5 stride 5");
  CHECK(shown({"STORE out", "DRAM: 4, SRAM: 0", "y: size=3", "x: size=5, stride=7"}) ==
        "store STORE out dram 0x4 sram 0x0 y 3 x 5 stride 7");
  CHECK(shown({"LOAD acc", "x: size=5, pad=[1, 2]", "y: size=2, pad=[3, 0]", "DRAM: 0, SRAM: 0"}) ==
        "compute LOAD acc dram 0x0 sram 0x0 y 2 x 5 stride 5 pad y [3, 0] x [1, 2]");
  CHECK(shown({"LOAD wgt sync", "dep - push next: 1, pop next: 1"}) == "load LOAD wgt sync; pop next, push next");
  CHECK(shown({"GEMM", "uop range: [2, 4)", "outer loop - iter: 3, acc: 4, wgt: 1"}) ==
        "compute GEMM uops [2, 4) loops 3 x 1, acc +4 +0, inp +0 +0, wgt +1 +0");
  CHECK(shown({"ALU shr imm -8", "uop range: [0, 1)", "inner loop - iter: 16384, src: 2"}) ==
        "compute ALU shr imm -8 uops [0, 1) loops 1 x 16384, dst +0 +0, src +0 +2");
  CHECK(shown({"FINISH"}) == "compute FINISH");
}

TEST_CASE("fields that listings have no line for stand by their names") {
  const auto store = std::get<Store>(made_of({"STORE out sync", "also: buffer=3, sram_base=7, reserved0=5"}));
  CHECK(store.buffer == 3);
  CHECK(store.sram_base == 7);
  CHECK(store.reserved0 == 5);
  CHECK(std::get<Alu>(made_of({"ALU add", "uop range: [0, 1)", "also: imm=9"})).imm == 9);
  CHECK_THROWS_WITH(made_of({"FINISH", "also: imm=9"}), Contains("f:2: there is no field imm"));
  CHECK_THROWS_WITH(made_of({"GEMM", "also: reserved0=2"}), Contains("reserved0 is 2; it must be 0 to 1"));
}

TEST_CASE("mistakes in instructions are named with their lines") {
  CHECK_THROWS_WITH(made_of({"INSTRUCTION 3: load GEMM"}),
                    Contains("f:1: that is an instruction of compute, not of load"));
  CHECK_THROWS_WITH(made_of({"INSTRUCTION 3: NOP"}),
                    Contains("expected LOAD, STORE, GEMM, ALU or FINISH; there is NOP"));
  CHECK_THROWS_WITH(made_of({"LOAD out"}), Contains("expected what a LOAD fills: uop, wgt, inp or acc; there is out"));
  CHECK_THROWS_WITH(made_of({"ALU div"}), Contains("expected an operation of the ALU"));
  CHECK_THROWS_WITH(made_of({"ALU add imm 40000"}), Contains("the immediate is 40000; it must be -32768 to 32767"));
  CHECK_THROWS_WITH(made_of({"LOAD inp"}), Contains("f:1: the rows that it moves are missing"));
  CHECK_THROWS_WITH(made_of({"GEMM"}), Contains("f:1: the micro-ops that it runs are missing"));
  CHECK_THROWS_WITH(made_of({"GEMM", "DRAM: 0, SRAM: 0"}), Contains("f:2: a GEMM has no rows in DRAM"));
  CHECK_THROWS_WITH(made_of({"STORE out", "uop range: [0, 1)"}), Contains("a STORE has no micro-ops and loops"));
  CHECK_THROWS_WITH(made_of({"LOAD inp sync", "x: size=4"}), Contains("with sync nothing but tokens moves"));
  CHECK_THROWS_WITH(made_of({"LOAD inp", "x: size=0"}), Contains("x_size is 0; it must be 1 to 65535"));
  CHECK_THROWS_WITH(made_of({"LOAD inp", "x: size=4, pad=[16, 0]"}), Contains("x_pad_0 is 16; it must be 0 to 15"));
  CHECK_THROWS_WITH(made_of({"GEMM", "uop range: [0, 3): 4"}), Contains("from 0 to 3 are 3 micro-ops"));
  CHECK_THROWS_WITH(made_of({"GEMM", "outer loop - iter: 0"}), Contains("iter is 0; it must be 1 to 16384"));
  CHECK_THROWS_WITH(made_of({"GEMM", "inner loop - iter: 2, dst: 1"}),
                    Contains("loops of a GEMM move acc, inp and wgt"));
  CHECK_THROWS_WITH(made_of({"GEMM", "uop 0: acc 0, inp 0, wgt 0"}), Contains("they are data"));
  CHECK_THROWS_WITH(made_of({"GEMM", "dep - pop: 1"}), Contains("expected pop prev, pop next, push prev or push next"));
  CHECK_THROWS_WITH(made_of({"GEMM", "dep - pop prev: 2"}), Contains("pop prev is 2; it must be 0 to 1"));
}

TEST_CASE("lines that begin no instruction are left to others") {
  for (const char* text : {"data x: zeros 4", "uops", "loads", "first (b16-bus64)"}) {
    LineScanner line(text, "f:1");
    CHECK_FALSE(parse_title(line));
  }
  LineScanner title("FINISH", "f:1");
  InstructionSource source = *parse_title(title);
  LineScanner line("tokens auto", "f:2");
  CHECK_FALSE(parse_property(line, source));
}

}  // namespace vtasim::isa
