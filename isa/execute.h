#pragma once

#include "isa/arch_state.h"
#include "isa/instruction.h"

namespace vtasim::isa {

// The effect of each kind of instruction; see execute() in semantics.h.
void execute(const Load& load, const HardwareConfig& config, ArchState& state);
void execute(const Store& store, const HardwareConfig& config, ArchState& state);
void execute(const Gemm& gemm, const HardwareConfig& config, ArchState& state);
void execute(const Alu& alu, const HardwareConfig& config, ArchState& state);

}  // namespace vtasim::isa
