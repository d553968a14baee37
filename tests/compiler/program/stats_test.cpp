#include "compiler/program/stats.h"

#include <catch2/catch.hpp>

#include "compiler/program/compile_stats.h"
#include "tests/support/configurations.h"
#include "tests/support/program_builder.h"

namespace vtasim::compiler {
namespace {

isa::Gemm gemm_of(std::uint32_t reset, std::uint32_t iterations) {
  isa::Gemm gemm;
  gemm.reset = reset;
  gemm.uop_end = 2;
  gemm.iter_out = 1;
  gemm.iter_in = iterations;
  return gemm;
}

isa::Alu alu_of(std::uint32_t use_imm) {
  isa::Alu alu;
  alu.use_imm = use_imm;
  alu.uop_end = 1;
  alu.iter_out = 3;
  alu.iter_in = 5;
  return alu;
}

}  // namespace

TEST_CASE("operations, bytes and bounds of a program by hand") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  const std::vector<isa::Instruction> program{load(isa::Buffer::uop, 1, 4, 4),
                                              load(isa::Buffer::acc, 1, 3, 3),
                                              load(isa::Buffer::inp, 2, 5, 9),
                                              load(isa::Buffer::wgt, 1, 2, 2),
                                              load(isa::Buffer::inp, 1, 0, 0),
                                              gemm_of(1, 10),
                                              gemm_of(0, 20),
                                              alu_of(1),
                                              alu_of(0),
                                              store(6),
                                              isa::Finish{}};
  CompileStats stats;
  stats.useful_macs = 5120;
  count_instructions(program, 0, config, stats);
  CHECK(stats.gemm_ops == 20 + 40);
  CHECK(stats.alu_cycles == 15 + 30);
  CHECK(stats.read_bytes == 16 + 192 + 160 + 512);
  CHECK(stats.read_bytes_by_buffer[static_cast<std::size_t>(isa::Buffer::uop)] == 16);
  CHECK(stats.read_bytes_by_buffer[static_cast<std::size_t>(isa::Buffer::acc)] == 192);
  CHECK(stats.read_bytes_by_buffer[static_cast<std::size_t>(isa::Buffer::inp)] == 160);
  CHECK(stats.read_bytes_by_buffer[static_cast<std::size_t>(isa::Buffer::wgt)] == 512);
  CHECK(stats.write_bytes == 96);
  CHECK(stats.least.compute == 60 + 45 + 2 + 24);
  CHECK(stats.least.read == 2 + 24 + 20 + 64 + 2 * 11);
  CHECK(stats.least.store == 4 + 12 + 5);
  CHECK(stats.bound() == 132);
  CHECK(stats.lane_efficiency == Approx(5120.0 / (256 * 40)));
}

TEST_CASE("the largest bound counts") {
  CompileStats stats;
  stats.least.compute = 1;
  stats.least.read = 2;
  stats.least.store = 3;
  CHECK(stats.bound() == 3);
  stats.least.read = 4;
  CHECK(stats.bound() == 4);
  stats.least.compute = 5;
  CHECK(stats.bound() == 5);
}

}  // namespace vtasim::compiler
