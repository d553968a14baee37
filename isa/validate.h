#pragma once

#include <vector>

#include "isa/hardware_config.h"
#include "isa/instruction_stream.h"
#include "isa/program.h"

namespace vtasim::isa {

/// The checks a program must pass before it can run on a configuration: instruction range inside DRAM, every
/// instruction decodes, every LOAD and STORE stays inside DRAM. Throws Error naming program, instruction and range.
/// Returns the decoded instructions.
std::vector<Instruction> validate(const Program& program, const HardwareConfig& config);

/// Calls visit() for each instruction of a program, in order, checked before. Throws Error as validate() does.
void for_each_valid_instruction(const Program& program, const HardwareConfig& config, const InstructionVisitor& visit);

}  // namespace vtasim::isa
