#include "compiler/codegen/uop_table.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <stdexcept>

#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

/// The list that each GEMM and ALU of a placed program runs.
std::vector<UopTable::List> lists_run(const std::vector<isa::Instruction>& program, const UopTable& table,
                                      std::size_t depth, std::uint32_t dram_base) {
  std::vector<std::uint32_t> scratchpad(depth, 0xdeadbeef);
  std::vector<UopTable::List> lists;
  const auto run = [&](std::uint32_t begin, std::uint32_t end) {
    lists.emplace_back(scratchpad.begin() + begin, scratchpad.begin() + end);
  };
  for (const isa::Instruction& instruction : program) {
    if (const auto* gemm = std::get_if<isa::Gemm>(&instruction)) run(gemm->uop_begin, gemm->uop_end);
    if (const auto* alu = std::get_if<isa::Alu>(&instruction)) run(alu->uop_begin, alu->uop_end);
    const auto* load = std::get_if<isa::Load>(&instruction);
    if (load == nullptr || load->buffer != static_cast<std::uint32_t>(isa::Buffer::uop)) continue;
    if (load->sram_base + load->x_size > depth) throw std::out_of_range("LOAD past the scratchpad");
    for (std::uint32_t i = 0; i < load->x_size; ++i) {
      scratchpad[load->sram_base + i] = table.words().at(load->dram_base - dram_base + i);
    }
  }
  return lists;
}

std::size_t loads_in(const std::vector<isa::Instruction>& program) {
  std::size_t loads = 0;
  for (const isa::Instruction& instruction : program) loads += std::holds_alternative<isa::Load>(instruction) ? 1u : 0u;
  return loads;
}

}  // namespace

TEST_CASE("lists that fit together are loaded once, each stored once") {
  UopTable table(configuration(4, 64, {3, 11, 10, 11}));
  table.append(isa::Gemm{}, {1, 2, 3});
  table.append(isa::Alu{}, {4});
  table.append(isa::Gemm{}, {1, 2, 3});
  table.append(isa::Store{});
  const std::vector<isa::Instruction> program = table.place(100);
  REQUIRE(program.size() == 5);
  CHECK(loads_in(program) == 1);
  CHECK(std::get<isa::Load>(program[0]).x_size == 4);
  CHECK(std::get<isa::Load>(program[0]).dram_base == 100);
  CHECK(std::holds_alternative<isa::Store>(program[4]));
  CHECK(lists_run(program, table, 8, 100) == std::vector<UopTable::List>{{1, 2, 3}, {4}, {1, 2, 3}});
}

TEST_CASE("lists that do not fit together are loaded when they are not there") {
  UopTable table(configuration(4, 64, {2, 11, 10, 11}));
  for (int i = 0; i < 2; ++i) {
    table.append(isa::Gemm{}, {1, 2, 3});
    table.append(isa::Alu{}, {4});
    table.append(isa::Gemm{}, {1, 2, 3});
    table.append(isa::Alu{}, {5, 6});
  }
  const std::vector<isa::Instruction> program = table.place(0);
  CHECK(loads_in(program) == 5);  // The second {4} is still there.
  CHECK(lists_run(program, table, 4, 0) ==
        std::vector<UopTable::List>{{1, 2, 3}, {4}, {1, 2, 3}, {5, 6}, {1, 2, 3}, {4}, {1, 2, 3}, {5, 6}});
}

TEST_CASE("every instruction runs its own list, whatever the scratchpad's size") {
  rc::prop("random lists", [] {
    const int log_depth = *rc::gen::inRange(2, 6);
    UopTable table(configuration(4, 64, {log_depth, 11, 10, 11}));
    std::vector<UopTable::List> want;
    for (int i = *rc::gen::inRange(0, 40); i > 0; --i) {
      const auto size = *rc::gen::inRange<std::size_t>(1, std::min<std::size_t>(table.capacity(), 7) + 1);
      want.emplace_back(size, *rc::gen::inRange(0u, 5u));
      table.append(isa::Gemm{}, want.back());
    }
    RC_ASSERT(lists_run(table.place(7), table, std::size_t{1} << log_depth, 7) == want);
  });
}

}  // namespace vtasim::compiler
