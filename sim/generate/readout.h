#pragma once

#include <cstdint>

#include "sim/generate/legal_program.h"

namespace vtasim::generate {

/// Entries of a scratchpad, from the first on, that show() can take.
std::uint32_t most_shown(isa::Buffer buffer, const isa::HardwareConfig& config);

/// Appends what lets every one of entries [begin, begin + count) of a scratchpad show in what is stored: acc goes to
/// out, inp and wgt are multiplied with a random partner, micro-ops are run by a GEMM and must name entries below
/// kShownUopTargets. To show several scratchpads, take them in the order uop, acc, inp, wgt: each overwrites what the
/// later ones do not need.
void show(LegalProgram& program, isa::Buffer buffer, std::uint32_t begin, std::uint32_t count);

inline constexpr std::uint32_t kShownUopTargets = 2;

}  // namespace vtasim::generate
