#pragma once

#include <cstdint>
#include <vector>

#include "isa/instruction.h"

namespace vtasim::compiler {

/// Beats of one LOAD in flight at a time from which on the load unit loses data. It counts them in as many bits as the
/// beats of its scratchpad need (blocksInFlight in TensorLoadNarrowVME.scala), with one bit to spare where an element
/// is no wider than the bus (clInFlight in TensorLoadWideVME.scala).
std::int64_t overrun_beats(isa::Buffer buffer, const isa::HardwareConfig& config);

/// Cuts a LOAD into LOADs of fewer beats than overrun_beats(), which are safe whatever the memory does: by rows and,
/// where a row without padding is too long by itself, by columns. Together they load the same. Mostly there is nothing
/// to cut: it takes a LOAD of nearly the whole scratchpad.
std::vector<isa::Load> safe_loads(const isa::Load& load, const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
