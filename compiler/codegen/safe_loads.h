#pragma once

#include <cstdint>
#include <vector>

#include "compiler/codegen/uop_table.h"
#include "isa/instruction.h"

namespace vtasim::compiler {

/// Cuts a LOAD into LOADs of fewer beats than isa::in_flight_limit(), which are safe whatever the memory does: by rows
/// and, where a row without padding is too long by itself, by columns. Together they load the same. Mostly there is
/// nothing to cut: it takes a LOAD of nearly the whole scratchpad.
std::vector<isa::Load> safe_loads(const isa::Load& load, const isa::HardwareConfig& config);

/// Appends a LOAD, in as many as are safe.
void append_load(const isa::Load& load, const isa::HardwareConfig& config, UopTable& program);

}  // namespace vtasim::compiler
