#pragma once

#include <string>

#include "compiler/tiling/tiling.h"

namespace vtasim::compiler {

/// Cuts a nest so that every tile fits, choosing among tile shapes, numbers of buffers and steps by estimated cycles
/// (the model is in estimate.h). Tiles at both ends are cut smaller, so that the first computation starts and the last
/// store ends early. `alu_passes` as in estimate_cycles(). Throws Error naming `layer_name`, the limit and the value
/// where not even one out vector fits.
Tiling choose_tiling(const LoopNest& nest, const isa::HardwareConfig& config, int alu_passes,
                     const std::string& layer_name);

}  // namespace vtasim::compiler
