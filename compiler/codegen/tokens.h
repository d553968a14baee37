#pragma once

#include <vector>

#include "isa/instruction.h"
#include "isa/program.h"

namespace vtasim::compiler {

/// Makes a sequential program safe to run on load, compute and store at once: sets dependency bits, and inserts
/// token-only instructions where an instruction must wait for a module it shares no queue with. This is the only place
/// that sets them.
///
/// `program` is in plain program order; its dependency bits are ignored. `image` is DRAM before the run: micro-ops are
/// read from it, so a program must not load micro-ops that it stored itself (Error). The result leaves in DRAM what
/// executing `program` one instruction at a time leaves, whatever the speed of the modules:
///  - an instruction starts after every earlier one of another module that it conflicts with has ended, where a
///  conflict
///    is a write and another access to the same scratchpad entry or DRAM byte;
///  - FINISH starts after every instruction before it has ended;
///  - no queue ever holds more than 255 tokens, beyond which the hardware loses them.
/// Every token goes from an instruction to a later one, so a program cannot wait for itself. A dependency that follows
/// from tokens already there gets none.
std::vector<isa::Instruction> insert_tokens(const std::vector<isa::Instruction>& program,
                                            const isa::HardwareConfig& config, const std::vector<isa::Region>& image);

}  // namespace vtasim::compiler
