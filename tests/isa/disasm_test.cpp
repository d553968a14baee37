#include "isa/disasm.h"

#include <catch2/catch.hpp>

#include "configs.h"
#include "isa/base/error.h"
#include "isa/encoding.h"
#include "tests/support/program_builder.h"

namespace vtasim::isa {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::Equals;

Gemm some_gemm() {
  Gemm gemm;
  gemm.deps = {1, 0, 0, 1};
  gemm.uop_begin = 2;
  gemm.uop_end = 4;
  gemm.iter_out = 14;
  gemm.iter_in = 16;
  gemm.acc_factor_out = 16;
  gemm.acc_factor_in = 1;
  gemm.inp_factor_out = 18;
  gemm.inp_factor_in = 2;
  gemm.wgt_factor_out = 9;
  gemm.wgt_factor_in = 3;
  return gemm;
}

Load some_load() {
  Load load;
  load.deps.pop_next = 1;
  load.buffer = static_cast<std::uint32_t>(Buffer::inp);
  load.sram_base = 0x12;
  load.dram_base = 0x345;
  load.y_size = 4;
  load.x_size = 5;
  load.x_stride = 6;
  load.y_pad_1 = 1;
  load.x_pad_0 = 2;
  return load;
}

Alu some_alu() {
  Alu alu;
  alu.uop_end = 1;
  alu.iter_out = 3;
  alu.iter_in = 4;
  alu.dst_factor_out = 5;
  alu.dst_factor_in = 6;
  alu.src_factor_out = 7;
  alu.src_factor_in = 8;
  alu.op = static_cast<std::uint32_t>(AluOp::max);
  alu.use_imm = 1;
  alu.imm = 0xfff0;
  return alu;
}

TEST_CASE("An instruction on one line") {
  CHECK(disassemble(some_load()) ==
        "load LOAD inp dram 0x345 sram 0x12 y 4 x 5 stride 6 pad y [0, 1] x [2, 0]; pop next");
  CHECK(disassemble(some_gemm()) ==
        "compute GEMM uops [2, 4) loops 14 x 16, acc +16 +1, inp +18 +2, wgt +9 +3; pop prev, push next");
  CHECK(disassemble(some_alu()) == "compute ALU max imm -16 uops [0, 1) loops 3 x 4, dst +5 +6, src +7 +8");
  Store store;
  store.y_size = 1;
  store.x_size = 2;
  store.x_stride = 3;
  store.deps.push_prev = 1;
  CHECK(disassemble(store) == "store STORE out dram 0x0 sram 0x0 y 1 x 2 stride 3; push prev");
  CHECK(disassemble(Finish{}) == "compute FINISH");
  CHECK(disassemble(Load{}) == "compute LOAD uop sync");
  Gemm reset = some_gemm();
  reset.reset = 1;
  CHECK_THAT(disassemble(reset), Contains("compute GEMM reset uops"));
  Alu registers = some_alu();
  registers.use_imm = 0;
  CHECK_THAT(disassemble(registers), Contains("compute ALU max uops"));
  // Counters that wrap are shown with the count that the hardware runs.
  registers.iter_in = 0;
  registers.uop_end = 0;
  CHECK_THAT(disassemble(registers), Contains("uops [0, 0): 16384 loops 3 x 16384"));
}

std::string listing(const Program& program) {
  std::string text;
  disassemble(program, [&](std::string_view lines) { text += lines; });
  return text;
}

TEST_CASE("A listing has several lines an instruction") {
  CHECK(listing(program_of({some_load(), some_gemm(), some_alu()}, 16)) ==
        "INSTRUCTION 0: load LOAD inp\n"
        "    dep - pop prev: 0, pop next: 1, push prev: 0, push next: 0\n"
        "    DRAM: 0x00000345, SRAM: 0x0012\n"
        "    y: size=4, pad=[0, 1]\n"
        "    x: size=5, stride=6, pad=[2, 0]\n"
        "INSTRUCTION 1: compute GEMM\n"
        "    dep - pop prev: 1, pop next: 0, push prev: 0, push next: 1\n"
        "    uop range: [2, 4)\n"
        "    outer loop - iter: 14, acc: 16, inp: 18, wgt: 9\n"
        "    inner loop - iter: 16, acc: 1, inp: 2, wgt: 3\n"
        "INSTRUCTION 2: compute ALU max imm -16\n"
        "    dep - pop prev: 0, pop next: 0, push prev: 0, push next: 0\n"
        "    uop range: [0, 1)\n"
        "    outer loop - iter: 3, dst: 5, src: 7\n"
        "    inner loop - iter: 4, dst: 6, src: 8\n"
        "INSTRUCTION 3: compute FINISH\n"
        "    dep - pop prev: 0, pop next: 0, push prev: 0, push next: 0\n");
}

TEST_CASE("A listing of a program shows the micro-ops that the LOADs before have put there") {
  Load uops;
  uops.sram_base = 2;
  uops.y_size = 1;
  uops.x_size = 2;
  Load later = uops;
  later.dram_base = 2;
  Gemm gemm = some_gemm();
  Alu alu = some_alu();
  alu.uop_begin = 3;
  alu.uop_end = 4;
  Program program = program_of({uops, gemm, later, alu}, 16);
  program.regions.push_back(uop_region(0, {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {10, 11, 1}}));
  std::string text;
  const Listener listener = [&](std::string_view lines) { text += lines; };
  disassemble(program, block16(), listener);
  CHECK_THAT(text, Contains("wgt: 3\n    uop 2: acc 1, inp 2, wgt 3\n    uop 3: acc 4, inp 5, wgt 6\nINSTRUCTION 2"));
  CHECK_THAT(text, Contains("src: 8\n    uop 3: dst 10, src 2059\nINSTRUCTION 4"));
  program.dram_bytes = 0;
  text.clear();
  CHECK_THROWS_AS(disassemble(program, block16(), listener), Error);
  CHECK_THROWS_AS(disassemble(program, listener), Error);
  CHECK(text.empty());
}

TEST_CASE("Instructions have short names") {
  Alu alu;
  alu.op = static_cast<std::uint32_t>(AluOp::shr);
  alu.uop_end = 1;
  alu.iter_out = alu.iter_in = 3;
  CHECK(short_name(alu) == "ALU SHR of 9");
  CHECK(short_name(some_gemm()) == "GEMM of 448");
  CHECK(short_name(store(4)) == "STORE 1 x 4");
  CHECK(short_name(load(Buffer::inp, 9, 114)) == "LOAD inp 9 x 114");
  CHECK(short_name(load(Buffer::acc, 0, 0)) == "tokens only");
  CHECK(short_name(Finish{}) == "FINISH");
}

TEST_CASE("A listing that meets what is no instruction") {
  const auto finish = encode(Finish{});
  std::vector<std::uint8_t> bytes;
  for (int i = 0; i < 5000; ++i) bytes.insert(bytes.end(), finish.begin(), finish.end());
  bytes[4999 * kInstructionBytes] = 7;
  std::size_t listed = 0;
  const Listener listener = [&](std::string_view) { ++listed; };
  CHECK_THROWS_WITH(disassemble(bytes.data(), bytes.size(), listener), Contains("instruction 4999: opcode is 7"));
  CHECK(listed == 4999);
  const Program program = {"p", "c", 0, 5000, bytes.size(), {{0, bytes}}};
  listed = 0;
  CHECK_THROWS_WITH(disassemble(program, listener), Contains("program \"p\": instruction 4999: opcode is 7"));
  CHECK(listed == 0);
}

}  // namespace
}  // namespace vtasim::isa
