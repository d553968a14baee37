#include "sim/machine/free_work.h"

#include <catch2/catch.hpp>

#include "sim/machine/machine.h"
#include "tests/support/program_builder.h"
#include "tests/support/shared_machine.h"

namespace vtasim::machine {
namespace {

isa::Alu alu_of(std::uint32_t vectors) {
  isa::Alu alu;
  alu.uop_end = 1;
  alu.iter_out = 1;
  alu.iter_in = vectors;
  alu.dst_factor_in = alu.src_factor_in = 1;
  alu.op = static_cast<std::uint32_t>(isa::AluOp::add);
  alu.use_imm = 1;
  alu.imm = 3;
  return alu;
}

isa::Gemm gemm_of(std::uint32_t vectors) {
  isa::Gemm gemm;
  gemm.uop_end = 1;
  gemm.iter_out = 1;
  gemm.iter_in = vectors;
  gemm.acc_factor_in = 1;
  return gemm;
}

/// A LOAD of a micro-op, a GEMM, an ALU instruction and a STORE of what they leave.
isa::Program sample() {
  isa::Alu alu = alu_of(40);
  alu.deps.push_next = 1;
  isa::Program program = program_of({load(isa::Buffer::uop, 1, 1), gemm_of(30), alu, store(40, {1, 0, 1, 0}),
                                     with_deps(load(isa::Buffer::acc, 0, 0), {0, 1, 0, 0})},
                                    1U << 16);
  return program;
}

TEST_CASE("what is free takes as long as moving tokens") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const auto durations = [&](FreeWork free) {
    RunOptions options;
    options.free = free;
    const RunResult result = shared_machine().run(config, sample(), options);
    REQUIRE(result.record.finished);
    std::vector<std::int64_t> cycles;
    for (const isa::InsnTiming& timing : result.record.timing[1]) cycles.push_back(timing[2] - timing[1]);
    return cycles;
  };
  const std::vector<std::int64_t> as_it_is = durations({});
  REQUIRE(as_it_is.size() == 5);
  CHECK(as_it_is[1] == 36);
  CHECK(as_it_is[2] == 46);
  for (std::size_t i = 0; i < 3; ++i) {
    FreeWork free;
    (i == 0 ? free.uop : i == 1 ? free.gemm : free.alu) = true;
    std::vector<std::int64_t> expected = as_it_is;
    expected[i] = 1;
    CHECK(durations(free) == expected);
  }
}

TEST_CASE("what is free is done all the same, and the next run pays again") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const RunResult as_it_is = shared_machine().run(config, sample());
  const isa::DramImage left = shared_machine().dram();
  RunOptions options;
  options.free = {true, true, true};
  const RunResult free = shared_machine().run(config, sample(), options);
  CHECK(free.record.cycles < as_it_is.record.cycles);
  CHECK(free.counters.gemm_ops == 0);
  CHECK(free.counters.read_beats[static_cast<std::size_t>(isa::Buffer::uop)] == 0);
  REQUIRE(shared_machine().dram().size() == left.size());
  CHECK(std::equal(left.begin(), left.end(), shared_machine().dram().begin()));
  CHECK(left[0] == 3);
  CHECK(shared_machine().run(config, sample()).record.timing == as_it_is.record.timing);
}

}  // namespace
}  // namespace vtasim::machine
