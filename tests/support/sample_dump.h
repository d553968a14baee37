#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "isa/assembly/assembly.h"
#include "isa/hardware_config.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {

/// Copies 16 elements, 0 to 7 twice, as products with a tile that has 1 in its diagonal; in pages of their own.
/// `config` names a configuration of block 16.
inline isa::Case copied_vector(const std::string& config = "b16-bus64") {
  const TemporaryDirectory directory;
  std::string tile(256, '\0');
  for (std::size_t i = 0; i < 16; ++i) tile[i * 17] = 1;
  std::ofstream(directory / "identity.bin") << tile;
  std::ofstream(directory / "copy.vta") << "copy (" << config << R"()
dram 0x6000 bytes
instructions at 0x5000
data x at 0x1000: bytes 00 01 02 03 04 05 06 07 00 01 02 03 04 05 06 07
data one at 0x2000: file "identity.bin"
data y at 0x3000: zeros 16
data uops at 0x4000: uop 0 0 0
expect at y: bytes 00 01 02 03 04 05 06 07 00 01 02 03 04 05 06 07
LOAD uop
    DRAM: uops, SRAM: 0
    x: size=1
LOAD inp
    DRAM: x, SRAM: 0
    x: size=1
LOAD wgt
    dep - pop prev: 0, pop next: 0, push prev: 0, push next: 1
    DRAM: one, SRAM: 0
    x: size=1
GEMM reset
    dep - pop prev: 1, pop next: 0, push prev: 0, push next: 0
    uop range: [0, 1)
GEMM
    dep - pop prev: 0, pop next: 0, push prev: 0, push next: 1
    uop range: [0, 1)
STORE out
    dep - pop prev: 1, pop next: 0, push prev: 1, push next: 0
    DRAM: y, SRAM: 0
    x: size=1
FINISH
    dep - pop prev: 0, pop next: 1, push prev: 0, push next: 0
)";
  return assemble(isa::read_assembly(directory / "copy.vta", isa::find_hardware_config).front());
}

inline void write_bytes(const std::filesystem::path& file, const std::vector<std::uint8_t>& bytes) {
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

/// Writes copied_vector() as the compiler of standalone-vta would leave it: what has no bytes as an empty file.
inline void write_copied_vector(const std::filesystem::path& directory, const std::string& suffix = "") {
  const isa::Case copy = copied_vector();
  const auto file = [&](const std::string& name) { return directory / (name + suffix + ".bin"); };
  const std::vector<isa::Region>& regions = copy.program.regions;  // In the order of the source, instructions last.
  write_bytes(file("input"), regions.at(0).bytes);
  write_bytes(file("weight"), regions.at(1).bytes);
  write_bytes(file("out_init"), regions.at(2).bytes);
  write_bytes(file("uop"), regions.at(3).bytes);
  write_bytes(file("instructions"), regions.at(4).bytes);
  write_bytes(file("expected_out"), copy.outputs.at(0).bytes);
  write_bytes(file("accumulator"), {});
  write_bytes(file("add_accumulator"), {});
  std::ofstream(directory / ("memory_addresses" + suffix + ".csv"))
      << "INP,0x1000,0x100\r\nWGT,0x2000,0x20\r\nOUT,0x3000,0x300\r\nUOP,0x4000,0x1000\r\nINSN,0x5000,0x500\r\n";
}

}  // namespace vtasim
