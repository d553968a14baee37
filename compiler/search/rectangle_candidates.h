#pragma once

#include <cstddef>
#include <vector>

#include "compiler/mappings/rectangles.h"
#include "compiler/search/ranked_mapping.h"

namespace vtasim::compiler {

/// Pairs of rectangles whose sides are powers of 2, and in steps with and without overlap, that may suit a layer.
std::vector<RectanglePair> rectangle_pairs(const Layer& layer, const isa::HardwareConfig& config);

/// Of these, those that take the layer: the `count` with the lowest bounds, best first. `alu_passes` counts the ALU
/// operations on every out vector, the one that starts it included.
std::vector<RankedMapping> rectangle_candidates(const Layer& layer, const isa::HardwareConfig& config, int alu_passes,
                                                std::size_t count);

}  // namespace vtasim::compiler
