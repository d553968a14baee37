#include "isa/dumps/compiler_dump.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/sample_dump.h"

namespace vtasim::isa {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;

const HardwareConfig& b16() {
  static const HardwareConfig config = find_hardware_config("b16-bus64");
  return config;
}

void write_table(const TemporaryDirectory& directory, const std::string& text) {
  std::ofstream(directory / "memory_addresses.csv") << text;
}

}  // namespace

TEST_CASE("a dump has the program that it was made of") {
  const TemporaryDirectory directory;
  write_copied_vector(directory.path());
  const std::vector<DumpedProgram> programs = read_compiler_dump(directory.path(), b16());
  REQUIRE(programs.size() == 1);
  const Case expected = copied_vector();
  const Case read = case_of(programs.front());
  CHECK(read.program.name == directory.path().filename());
  CHECK(read.program.config == "b16-bus64");
  CHECK(read.program.insn_addr == expected.program.insn_addr);
  CHECK(read.program.insn_count == expected.program.insn_count);
  CHECK(read.program.dram_bytes == expected.program.dram_bytes);
  CHECK(read.program.image() == expected.program.image());
  REQUIRE(read.has_outputs);
  REQUIRE(read.outputs.size() == 1);
  CHECK(read.outputs[0].address == expected.outputs[0].address);
  CHECK(read.outputs[0].bytes == expected.outputs[0].bytes);
  REQUIRE(read.hardware.has_value());
  CHECK(read.hardware->name == "b16-bus64");
}

TEST_CASE("each table of a directory is a program, called after the directory and what its files have in common") {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory / "lenet");
  write_copied_vector(directory / "lenet", "_L2");
  write_copied_vector(directory / "lenet", "_L10");
  write_copied_vector(directory / "lenet");
  std::ofstream(directory / "lenet" / "memory.csv") << "something else";
  const std::vector<DumpedProgram> programs = read_compiler_dump(directory / "lenet" / "", b16());
  REQUIRE(programs.size() == 3);
  CHECK(programs[0].name == "lenet");
  CHECK(programs[1].name == "lenet_L10");
  CHECK(programs[2].name == "lenet_L2");
  CHECK_THAT(programs[2].before.front().where, EndsWith("lenet/input_L2.bin"));
}

TEST_CASE("objects lie where the accelerator addresses them, wherever DRAM begins for the host") {
  const TemporaryDirectory directory;
  write_copied_vector(directory.path());
  write_table(directory,
              "INP,0x40001000,0x100\nWGT,0x40002000,0x20\nOUT,0x40003000,0x300\nUOP,0x40004000,0x1000\n"
              "INSN,0x40005000,0x500\n");
  const Case read = case_of(read_compiler_dump(directory.path(), b16()).front());
  CHECK(read.program.image() == copied_vector().program.image());
}

TEST_CASE("what a dump can do without is not asked for") {
  const TemporaryDirectory directory;
  write_copied_vector(directory.path());
  for (const char* file : {"out_init.bin", "expected_out.bin", "accumulator.bin", "add_accumulator.bin"}) {
    std::filesystem::remove(directory / file);
  }
  const Case read = case_of(read_compiler_dump(directory.path(), b16()).front());
  CHECK(read.program.image() == copied_vector().program.image());  // OUT is zero.
  CHECK_FALSE(read.has_outputs);
}

TEST_CASE("dumps that cannot be used are refused with the file") {
  const TemporaryDirectory directory;
  const auto refused = [&](const std::string& message, const std::string& config = "b16-bus64") {
    CHECK_THROWS_WITH(read_compiler_dump(directory.path(), find_hardware_config(config)),
                      StartsWith(directory.path().string()) && Contains(message));
    write_copied_vector(directory.path());
  };
  refused(": has no memory_addresses.csv");
  refused(
      "memory_addresses.csv:2: WGT's addresses 0x2000 (physical) and 0x20 (logical, of 1024 bytes on b32-bus64) are "
      "-24576 bytes apart, INP's -4096",
      "b32-bus64");
  std::filesystem::remove(directory / "weight.bin");
  refused("weight.bin: no such file");
  std::filesystem::remove(directory / "instructions.bin");
  refused("instructions.bin: no such file");
  write_bytes(directory / "instructions.bin", {});
  refused("instructions.bin: is empty");
  write_bytes(directory / "instructions.bin", std::vector<std::uint8_t>(17));
  refused("instructions.bin: has 17 bytes; legal are multiples of 16, an instruction's");
  write_bytes(directory / "weight.bin", std::vector<std::uint8_t>(255));
  refused("weight.bin: has 255 bytes; legal are multiples of 256, a wgt tile's on b16-bus64");
  write_bytes(directory / "uop.bin", std::vector<std::uint8_t>(6));
  refused("uop.bin: has 6 bytes; legal are multiples of 4, a micro-op's");
  write_bytes(directory / "accumulator.bin", std::vector<std::uint8_t>(64));
  refused("memory_addresses.csv: has no line ACC, the address of " + (directory / "accumulator.bin").string());
  write_table(directory, "INP,0x1000,0x100\nWGT,0x2000,0x20\nUOP,0x4000,0x1000\nINSN,0x5000,0x500\n");
  refused("has no line OUT, the address of " + (directory / "out_init.bin").string());
  write_table(directory, "INP;0x1000;0x100\n");
  refused("memory_addresses.csv:1: expected a comma");
  CHECK_THROWS_WITH(read_compiler_dump("no-such-directory", b16()), StartsWith("no-such-directory: "));
}

}  // namespace vtasim::isa
