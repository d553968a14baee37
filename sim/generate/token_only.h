#pragma once

#include "isa/instruction.h"

namespace vtasim::generate {

/// An instruction of a module that only moves tokens.
isa::Instruction token_only(isa::Module module, isa::Deps deps = {});

}  // namespace vtasim::generate
