#include "sim/generate/legal_program.h"

#include <catch2/catch.hpp>

#include "isa/base/error.h"
#include "isa/instruction_stream.h"
#include "sim/generate/complete_case.h"
#include "sim/generate/program_parts.h"
#include "tests/support/configurations.h"
#include "tests/support/shared_machine.h"

namespace vtasim::generate {
namespace {

using isa::AluOp;
using isa::Buffer;

const isa::HardwareConfig& small() {
  static const isa::HardwareConfig config = configuration(3, 64, {5, 4, 3, 4});
  return config;
}

/// All scratchpads but out written; micro-op 0 is of entries 0, micro-op 1 goes from acc 1 to acc 0.
void write_all(LegalProgram& program) {
  load_random(program, Buffer::inp, 0, 15);
  load_random(program, Buffer::wgt, 0, 7);
  load_random(program, Buffer::acc, 0, 15);
  load_uops(program, 0, {{0, 0, 0}, alu_uop(0, 1, small())});
}

}  // namespace

TEST_CASE("what was not written is not read") {
  RandomNumbers random(1);
  LegalProgram program(small(), random);
  CHECK_FALSE(program.append(gemm_of(0, 1)));
  load_uops(program, 0, {{2, 3, 1}});
  load_random(program, Buffer::inp, 3, 1);
  load_random(program, Buffer::wgt, 1, 1);
  CHECK_FALSE(program.append(gemm_of(0, 1)));  // acc
  load_random(program, Buffer::acc, 2, 1);
  CHECK_FALSE(program.append(row_store(2, program.add_room(1), 1)));
  CHECK_FALSE(program.append(gemm_of(0, 2)));
  const std::size_t before = program.size();
  CHECK(program.append(gemm_of(0, 1)));
  CHECK(program.size() == before + 1);
  CHECK(program.append(row_store(2, program.add_room(1), 1)));
  CHECK_FALSE(program.append(row_store(2, program.add_room(2), 2)));
}

TEST_CASE("indices do not wrap") {
  RandomNumbers random(1);
  LegalProgram program(small(), random);
  write_all(program);
  load_random(program, Buffer::acc, 15, 1);
  load_random(program, Buffer::inp, 15, 1);
  load_random(program, Buffer::wgt, 7, 1);
  const auto looped = [](std::uint32_t isa::Gemm::*factor, std::uint32_t iterations) {
    isa::Gemm gemm = gemm_of(0, 1);
    gemm.iter_in = iterations;
    gemm.*factor = 1;
    return gemm;
  };
  CHECK(program.append(looped(&isa::Gemm::acc_factor_in, 16)));
  CHECK_FALSE(program.append(looped(&isa::Gemm::acc_factor_in, 17)));
  CHECK(program.append(looped(&isa::Gemm::inp_factor_in, 16)));
  CHECK_FALSE(program.append(looped(&isa::Gemm::inp_factor_in, 17)));
  CHECK(program.append(looped(&isa::Gemm::wgt_factor_in, 8)));
  CHECK_FALSE(program.append(looped(&isa::Gemm::wgt_factor_in, 9)));
  isa::Alu alu = alu_of(AluOp::add, 1, 1);
  alu.dst_factor_in = 1;
  alu.src_factor_in = 1;
  alu.use_imm = 1;
  alu.iter_in = 15;
  CHECK(program.append(alu));
  alu.iter_in = 16;
  CHECK_FALSE(program.append(alu));
  const std::uint32_t from = program.add_data(Buffer::inp, 32);
  CHECK(program.append(row_load(Buffer::inp, from, 14, 2)));
  CHECK_FALSE(program.append(row_load(Buffer::inp, from, 14, 3)));
  isa::Load padded = row_load(Buffer::inp, from, 14, 1);
  padded.x_pad_1 = 1;
  CHECK(program.append(padded));
  padded.y_pad_0 = 1;
  CHECK_FALSE(program.append(padded));
}

TEST_CASE("the ALU's operations do not follow each other too closely") {
  RandomNumbers random(1);
  LegalProgram program(small(), random);
  write_all(program);
  isa::Alu alu = alu_of(AluOp::add, 1, 1);
  alu.iter_in = 2;
  CHECK(program.append(alu));  // Reads entry 1, writes 0, twice.
  alu.use_imm = 1;
  CHECK_FALSE(program.append(alu));
}

TEST_CASE("LOADs stay in DRAM, and are cut where they may overrun their unit") {
  RandomNumbers random(1);
  LegalProgram program(small(), random);
  const std::uint32_t from = program.add_data(Buffer::wgt, 8);
  CHECK_FALSE(program.append(row_load(Buffer::wgt, from + 64, 0, 1)));
  CHECK(program.append(row_load(Buffer::wgt, from, 0, 8)));  // 64 beats, one too many.
  CHECK(program.size() == 2);
  // A row with padding is not cut, nor need it be: what is left for it is one entry less.
  isa::Load padded = row_load(Buffer::wgt, from, 0, 7);
  padded.x_pad_0 = 1;
  CHECK(program.append(padded));
  CHECK(program.size() == 3);
}

TEST_CASE("a case has the outputs that the machine leaves") {
  RandomNumbers random(1);
  LegalProgram program(small(), random);
  write_all(program);
  program.append(gemm_of(0, 1));
  const std::uint32_t to = program.add_room(4);
  append_all(program, {row_store(0, to, 1), row_store(0, to + 1, 1), row_store(0, to + 3, 1)});
  const isa::Case made = program.finish("name", shared_machine());
  CHECK(made.program.name == "name");
  CHECK(made.program.config == small().name);
  REQUIRE(made.hardware);
  REQUIRE(made.has_outputs);
  REQUIRE(made.outputs.size() == 2);  // Those that touch are one.
  CHECK(made.outputs[0].address == to * 8u);
  CHECK(made.outputs[0].bytes.size() == 16);
  CHECK(made.outputs[1].address == (to + 3) * 8u);
  CHECK(made.outputs[1].bytes.size() == 8);
  CHECK(std::vector<std::uint8_t>(made.outputs[0].bytes.begin(), made.outputs[0].bytes.begin() + 8) ==
        made.outputs[1].bytes);
  CHECK(made.outputs[1].bytes != std::vector<std::uint8_t>(8));
  CHECK(std::holds_alternative<isa::Finish>(instructions_of(made.program).back()));
}

TEST_CASE("a program that hangs is no case") {
  isa::Load waiting;
  waiting.deps.pop_next = 1;
  isa::Finish finish;
  finish.deps.pop_prev = 1;
  CHECK_THROWS_AS(complete_case("hangs", small(), {waiting, finish}, {}, allocation_unit(small()), shared_machine()),
                  Error);
}

}  // namespace vtasim::generate
