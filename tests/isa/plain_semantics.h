#pragma once

#include "isa/semantics.h"

namespace vtasim::isa {

/// GEMM and ALU as plain loops over operations and lanes, in the order and with the pipeline of the RTL: what execute()
/// must equal to the bit.
void execute_plainly(const Gemm& gemm, const HardwareConfig& config, ArchState& state);
void execute_plainly(const Alu& alu, const HardwareConfig& config, ArchState& state);

}  // namespace vtasim::isa
