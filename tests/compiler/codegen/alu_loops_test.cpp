#include "compiler/codegen/alu_loops.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <utility>

#include "isa/instruction_stream.h"
#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

using Operation = std::pair<int, int>;  // dst, src

/// The operations of a program of ALU instructions with immediates, or with registers, in order.
std::vector<Operation> operations_of(const UopTable& program, bool immediate = true) {
  std::vector<Operation> operations;
  for (const isa::Instruction& instruction : program.place(0)) {
    const auto* alu = std::get_if<isa::Alu>(&instruction);
    if (alu == nullptr) continue;
    CHECK(alu->use_imm == (immediate ? 1 : 0));
    for (std::uint32_t out = 0; out < alu->iter_out; ++out) {
      for (std::uint32_t in = 0; in < alu->iter_in; ++in) {
        for (std::uint32_t u = alu->uop_begin; u < alu->uop_end; ++u) {
          const isa::Uop uop = isa::decode_uop(program.words().at(u));
          operations.emplace_back(uop.acc + out * alu->dst_factor_out + in * alu->dst_factor_in,
                                  uop.inp + out * alu->src_factor_out + in * alu->src_factor_in);
        }
      }
    }
  }
  return operations;
}

std::size_t instructions_of(const UopTable& program) {
  std::size_t count = 0;
  for (const isa::Instruction& instruction : program.place(0)) {
    if (std::holds_alternative<isa::Alu>(instruction)) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("all iterations of all dims are operations of one instruction, once each") {
  UopTable program(configuration(4, 64, {}));
  append_alu(isa::AluOp::add, 0, {{{3, 100, 7}, {4, 10, 1}, {5, 1, 0}, {1, 50, 50}}, 200, 9}, program);
  std::vector<Operation> expected;
  for (int a = 0; a < 3; ++a) {
    for (int b = 0; b < 4; ++b) {
      for (int c = 0; c < 5; ++c) expected.emplace_back(200 + 100 * a + 10 * b + c, 9 + 7 * a + b);
    }
  }
  std::vector<Operation> got = operations_of(program);
  std::sort(got.begin(), got.end());
  CHECK(got == expected);
  CHECK(instructions_of(program) == 1);
}

TEST_CASE("dims that step as one are one, and none is a single operation") {
  UopTable joined(configuration(4, 64, {}));
  append_alu(isa::AluOp::shr, 3, {{{2, 60, 0}, {6, 10, 0}, {10, 1, 0}}, 0, 5}, joined);
  CHECK(joined.words().size() == 1);
  CHECK(operations_of(joined).size() == 120);
  UopTable single(configuration(4, 64, {}));
  append_alu(isa::AluOp::shr, 3, {{}, 4, 5}, single);
  CHECK(operations_of(single) == std::vector<Operation>{{4, 5}});
}

TEST_CASE("micro-ops beyond the scratchpad make further instructions") {
  UopTable program(configuration(4, 64, {5, 11, 10, 11}));  // 32 micro-ops.
  append_alu(isa::AluOp::add, 0, {{{5, 400, 5}, {9, 40, 3}, {10, 3, 1}, {12, 1, 0}}, 0, 0}, program);
  CHECK(instructions_of(program) == 2);  // 45 lists of 10 x 12.
}

TEST_CASE("operations with registers go over the same loops") {
  UopTable program(configuration(4, 64, {}));
  append_register_alu(isa::AluOp::max, {{{3, 1, 1}}, 20, 22}, program);
  CHECK(operations_of(program, false) == std::vector<Operation>{{20, 22}, {21, 23}, {22, 24}});
}

}  // namespace vtasim::compiler
