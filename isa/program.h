#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "isa/dram_image.h"
#include "isa/hardware_config.h"
#include "isa/instruction.h"

namespace vtasim::isa {

/// A stretch of DRAM and its contents.
struct Region {
  std::uint64_t address = 0;
  std::vector<std::uint8_t> bytes;
};

/// Copies what lies of `regions` in [begin, begin + size) to `bytes`, which holds zeros.
void copy_regions(const std::vector<Region>& regions, std::uint64_t begin, std::uint64_t size, std::uint8_t* bytes);

/// What the hardware is given: a DRAM image (zero outside `regions`) and where the instructions lie in it. Base
/// addresses of all memories are 0.
struct Program {
  std::string name;
  std::string config;  ///< Name of the hardware configuration it is meant for.
  std::uint64_t insn_addr = 0;
  std::uint32_t insn_count = 0;
  std::uint64_t dram_bytes = 0;
  std::vector<Region> regions;

  /// The whole DRAM image, dram_bytes long. Throws std::bad_alloc.
  DramImage image() const;
  /// Copies what lies in the image in [begin, begin + size) to `bytes`, which holds zeros.
  void copy_image(std::uint64_t begin, std::uint64_t size, std::uint8_t* bytes) const {
    copy_regions(regions, begin, size, bytes);
  }
};

/// [dispatch, start, end] of an instruction: the cycle in which fetch hands it over, the first cycle its module is out
/// of idle, the first cycle it is back in idle; -1 for never.
using InsnTiming = std::array<std::int64_t, 3>;

/// What a run of a program measured, on the RTL or on the model: the `rtl` object of a case file.
struct RunRecord {
  bool finished = false;
  bool assertion = false;  ///< An RTL assertion fired (ALU hazard).
  std::int64_t cycles = -1;
  std::int64_t read_bursts = -1;
  std::int64_t read_beats = -1;
  std::int64_t write_bursts = -1;
  std::int64_t write_beats = -1;
  std::array<std::vector<InsnTiming>, kModuleCount> timing;  ///< By Module, in program order of each.
};

}  // namespace vtasim::isa
