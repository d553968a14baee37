#pragma once

#include <cstdint>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "isa/program.h"

namespace vtasim::isa {

/// Follows the contents of the uop scratchpad (config.uop_depth words) through a LOAD of micro-ops, which come from
/// `image`: DRAM before the run. What a program has stored is not in it.
void load_uops(const Load& load, const HardwareConfig& config, const std::vector<Region>& image,
               std::vector<std::uint32_t>& uops);

/// The same of any instruction: nothing but a LOAD of micro-ops changes them.
void follow_uops(const Instruction& instruction, const HardwareConfig& config, const std::vector<Region>& image,
                 std::vector<std::uint32_t>& uops);

}  // namespace vtasim::isa
