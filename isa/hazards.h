#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "isa/instruction.h"

namespace vtasim::isa {

/// Two consecutive operations of an ALU instruction that the RTL's pipeline cannot take: with an immediate, the same
/// dst twice; with registers, a src equal to the dst just written (bypass_dst, bypass_src in TensorAlu.scala).
struct AluHazard {
  std::uint64_t operation = 0;  ///< Index of the second of the two, counted over both loops and the micro-ops.
  std::uint32_t acc_index = 0;  ///< The acc entry both touch.
};

/// The first hazard of an ALU instruction, given the uop scratchpad (config.uop_depth words); of one that is later than
/// `operations` operations, nothing need be said. Costs one pass over the micro-ops where the loops' factors and ranges
/// rule a hazard out for all iterations at once, as in nearly every program; otherwise a walk over the iterations, as
/// far as their offsets differ.
std::optional<AluHazard> find_alu_hazard(const Alu& alu, const HardwareConfig& config,
                                         const std::vector<std::uint32_t>& uop_buffer,
                                         std::uint64_t operations = std::numeric_limits<std::uint64_t>::max());

/// Whether an operation of an ALU instruction reads as src the entry of acc that the one before it writes: the pipeline
/// reads too early to see it. Costs what find_alu_hazard() does.
bool reads_last_dst(const Alu& alu, const HardwareConfig& config, const std::vector<std::uint32_t>& uop_buffer);

}  // namespace vtasim::isa
