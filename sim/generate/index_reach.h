#pragma once

#include <cstdint>
#include <vector>

#include "isa/instruction.h"

namespace vtasim::generate {

/// Whether every index that a GEMM or ALU forms lies inside its scratchpad, and does not wrap there. `uops` is the uop
/// scratchpad.
bool in_range(const isa::Gemm& gemm, const isa::HardwareConfig& config, const std::vector<std::uint32_t>& uops);
bool in_range(const isa::Alu& alu, const isa::HardwareConfig& config, const std::vector<std::uint32_t>& uops);

/// Whether what a LOAD or STORE touches lies inside its scratchpad, at least one entry.
bool in_range(const isa::Load& load, const isa::HardwareConfig& config);
bool in_range(const isa::Store& store, const isa::HardwareConfig& config);

/// Entries of its scratchpad that a LOAD writes, padding among them.
std::uint32_t entries_of(const isa::Load& load);

}  // namespace vtasim::generate
