#pragma once

#include <cstdint>

#include "isa/arch_state.h"
#include "isa/instruction.h"

namespace vtasim::isa {

/// Rows that a STORE with x_size > 0 writes: y_size; where that is 0, none and the module hangs with the unit for wide
/// buses, but 65,536 with the one for a bus narrower than an out vector, whose 16-bit row counter is compared with
/// y_size - 1 (TensorStoreNarrowVME.scala, seen on the RTL).
std::uint32_t store_rows(const Store& store, const HardwareConfig& config);

/// Executes one instruction on `state`: what it leaves in scratchpads and DRAM, without tokens and time.
/// DRAM ranges must have been checked (validate()).
void execute(const Instruction& instruction, const HardwareConfig& config, ArchState& state);

/// Byte address of the first row of a LOAD or STORE: dram_base in elements, truncated to the 32 bits of an address.
constexpr std::uint64_t dram_address(const MemFields& mem, std::uint64_t element_bytes) {
  return (mem.dram_base * element_bytes) & 0xffffffffu;
}

}  // namespace vtasim::isa
