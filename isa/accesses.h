#pragma once

#include <cstdint>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/instruction.h"

namespace vtasim::isa {

/// Entries [begin, begin + count) of a scratchpad.
struct ScratchpadRange {
  Buffer buffer = Buffer::acc;
  std::uint32_t begin = 0;
  std::uint32_t count = 0;
};

/// What one instruction touches, as exact sets of entries, each in as few ranges as there are: none crosses the end.
/// GEMM and ALU need the micro-ops they run.
struct Accesses {
  std::vector<ScratchpadRange> reads;
  std::vector<ScratchpadRange> writes;
};
Accesses accesses_of(const Instruction& instruction, const HardwareConfig& config,
                     const std::vector<std::uint32_t>& uop_buffer);

/// The same in `found`, over what is there: for many instructions, whose sets then share its memory.
void find_accesses(const Instruction& instruction, const HardwareConfig& config,
                   const std::vector<std::uint32_t>& uop_buffer, Accesses& found);

}  // namespace vtasim::isa
