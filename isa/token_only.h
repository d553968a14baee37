#pragma once

#include <cstdint>

#include "isa/instruction.h"

namespace vtasim::isa {

/// An instruction of a module that only moves tokens: a memory instruction with x_size 0, whatever its y_size.
Instruction token_only(Module module, Deps deps = {}, std::uint32_t y_size = 0);

/// Whether an instruction only moves tokens.
bool is_token_only(const Instruction& instruction);

}  // namespace vtasim::isa
