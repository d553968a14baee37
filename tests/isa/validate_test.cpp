#include "isa/validate.h"

#include <catch2/catch.hpp>

#include "configs.h"
#include "isa/base/error.h"
#include "isa/program.h"
#include "tests/support/program_builder.h"

namespace vtasim::isa {
namespace {

using Catch::Matchers::Contains;

/// A program of one LOAD of inp: 2 rows of 3 elements of 16 bytes, 4 elements apart, so that it ends at element
/// dram_base + 7 of 16 bytes; DRAM ends at address 0x2030, element 515.
Program program_with(const Load& load) { return program_of({load}, 16); }

Load inp_load(std::uint32_t dram_base) {
  Load load;
  load.buffer = static_cast<std::uint32_t>(Buffer::inp);
  load.dram_base = dram_base;
  load.y_size = 2;
  load.x_size = 3;
  load.x_stride = 4;
  return load;
}

TEST_CASE("A LOAD must end inside DRAM") {
  const HardwareConfig config = block16();
  REQUIRE(program_with(inp_load(0)).dram_bytes == 0x2020);
  CHECK(validate(program_with(inp_load(0x202 - 7)), config).size() == 2);
  CHECK_THROWS_WITH(
      validate(program_with(inp_load(0x202 - 6)), config),
      Contains("program \"program\": instruction 0: LOAD inp of 2 rows of 3 elements from address 0x1fc0 on "
               "reaches 0x2030, past dram_bytes 0x2020"));
}

TEST_CASE("Elements are those of the buffer") {
  const HardwareConfig config = block16();
  const auto last_element = [&](Buffer buffer, std::uint32_t bytes) {
    Load load = inp_load(0x2020 / bytes - 1);
    load.buffer = static_cast<std::uint32_t>(buffer);
    load.y_size = 1;
    load.x_size = 1;
    CHECK_NOTHROW(validate(program_with(load), config));
    ++load.dram_base;
    CHECK_THROWS_WITH(validate(program_with(load), config), Contains("LOAD " + std::string(to_string(buffer))));
  };
  last_element(Buffer::uop, 4);
  last_element(Buffer::inp, 16);
  last_element(Buffer::acc, 64);
  last_element(Buffer::wgt, 256);
}

TEST_CASE("MUL needs a configuration that declares it") {
  Alu alu;
  alu.op = static_cast<std::uint32_t>(AluOp::mul);
  HardwareConfig config = block16();
  CHECK_THROWS_WITH(validate(program_of({alu}, 16), config),
                    Contains("instruction 0: ALU: operation is 4 (mul)") && Contains("alu_mul"));
  config.alu_mul = true;
  CHECK_NOTHROW(validate(program_of({alu}, 16), config));
}

TEST_CASE("A STORE must end inside DRAM, in elements of out whatever its memory type says") {
  const HardwareConfig config = block16();
  Store store;
  store.buffer = static_cast<std::uint32_t>(Buffer::wgt);
  store.dram_base = 0x201;
  store.y_size = 1;
  store.x_size = 1;
  CHECK_NOTHROW(validate(program_of({store}, 16), config));
  store.x_size = 2;
  CHECK_THROWS_WITH(validate(program_of({store}, 16), config),
                    Contains("instruction 0: STORE out of 1 rows of 2 elements"));
}

TEST_CASE("The address is cut to 32 bits") {
  CHECK_NOTHROW(validate(program_with(inp_load(0x10000000)), block16()));
  CHECK_THROWS_AS(validate(program_with(inp_load(0x0fffffff)), block16()), Error);
}

TEST_CASE("What moves no data may point anywhere") {
  Load load = inp_load(0x0fffffff);
  load.x_size = 0;
  CHECK_NOTHROW(validate(program_with(load), block16()));
  load = inp_load(0x0fffffff);
  load.y_size = 0;
  CHECK_NOTHROW(validate(program_with(load), block16()));
}

TEST_CASE("A STORE of height 0 must leave room for the rows that it writes") {
  Store store;
  store.x_size = 1;
  store.x_stride = 1;
  CHECK_THROWS_WITH(validate(program_of({store}, 16), block16()), Contains("STORE out of 65536 rows of 1 elements"));
  CHECK_NOTHROW(validate(program_of({store}, 65536 * 16), block16()));
  CHECK_NOTHROW(validate(program_of({store}, 16), find_hardware_config("b16-bus128")));
}

TEST_CASE("Rows that go back to the first are inside where the first is") {
  Load load = inp_load(0x200 - 1);
  load.y_size = 65535;
  load.x_stride = 0;
  CHECK_NOTHROW(validate(program_with(load), block16()));
  load.x_stride = 65535;
  CHECK_THROWS_AS(validate(program_with(load), block16()), Error);
}

TEST_CASE("A program without FINISH can be run, one that cannot be fetched is refused") {
  const HardwareConfig config = block16();
  Program program = program_of({Gemm{}}, 0, false);
  CHECK(validate(program, config).size() == 1);
  program.insn_addr += 4;
  CHECK_THROWS_WITH(validate(program, config), Contains("insn_addr is 0x1004; it must be a multiple of 8"));
  program.insn_addr -= 4;
  program.insn_count = 2;
  CHECK_THROWS_WITH(validate(program, config), Contains("insn_count 2 at insn_addr 0x1000 reaches past"));
  program.insn_count = 0;
  CHECK_THROWS_WITH(validate(program, config), Contains("insn_count is 0"));
  program.insn_count = 1;
  program.regions.push_back({program.dram_bytes - 1, {1, 2}});
  CHECK_THROWS_WITH(validate(program, config), Contains("region 1: 2 bytes at 0x100f reach past dram_bytes 0x1010"));
  program.regions.pop_back();
  program.dram_bytes = (std::uint64_t{1} << 32) + 1;
  CHECK_THROWS_WITH(validate(program, config), Contains("dram_bytes is 4294967297; legal are 0 to 4294967296"));
}

}  // namespace
}  // namespace vtasim::isa
