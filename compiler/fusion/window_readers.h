#pragma once

#include <vector>

#include "compiler/fusion/pair_mapping.h"
#include "compiler/search/search.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// The aligned windows by which a depthwise layer reads what the layer before leaves for it, dealt out so that the
/// fewest tiles are computed, and of these the fewest loaded; with more effort also so that the layer before stores the
/// fewest rows. None where there are none, as of another layer.
std::vector<WindowReader> window_readers(const Layer& layer, const isa::HardwareConfig& config, SearchEffort effort);

}  // namespace vtasim::compiler
