#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/mappings/rectangles.h"
#include "compiler/search/least_cycles.h"

namespace vtasim::compiler {

/// A pair and the least that its nest costs: whatever the tiling, no run is faster.
struct RankedRectangles {
  Mapping mapping;
  LeastCycles least;
  std::int64_t bound() const { return least.bound(); }
};

/// Pairs of rectangles whose sides are powers of 2, and in steps with and without overlap, that take a layer: the
/// `count` with the lowest bounds, best first. `alu_passes` counts the ALU operations on every out vector, the one that
/// starts it included.
std::vector<RankedRectangles> rectangle_candidates(const Layer& layer, const isa::HardwareConfig& config,
                                                   int alu_passes, std::size_t count);

}  // namespace vtasim::compiler
