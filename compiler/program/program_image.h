#pragma once

#include <cstdint>
#include <vector>

#include "compiler/codegen/uop_table.h"
#include "compiler/program/dram_layout.h"
#include "isa/program.h"

namespace vtasim::compiler {

/// Puts bytes into a program's image; none where there are none.
void add_region(isa::Program& program, std::uint64_t address, std::vector<std::uint8_t> bytes);

/// Puts instructions into a program's image, behind what `layout` has handed out: the program ends there.
void add_instructions(const std::vector<isa::Instruction>& instructions, DramLayout& layout, isa::Program& program);

/// Completes a program whose data have their places: adds FINISH to `sequence`, inserts the tokens, and puts micro-ops
/// and instructions behind what `layout` has handed out. Returns the instructions as they are in the image.
std::vector<isa::Instruction> complete_program(const UopTable& sequence, const isa::HardwareConfig& config,
                                               DramLayout& layout, isa::Program& program);

}  // namespace vtasim::compiler
