#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "compiler/search/ranked_mapping.h"

namespace vtasim::compiler {

/// How the windows of candidates may be dealt out to lanes (WindowDeal).
enum class WindowDeals : std::uint8_t {
  any,
  parts,  ///< So that the outputs of a lane are a rectangle.
};

/// Windows of at most a vector's lanes, at all steps, that take a layer: of those that are equally far apart the
/// `count` with the lowest bounds, and half as many whose steps take turns, where their bounds are lower still. Best
/// first; of those that cost alike one. `alu_passes` counts the ALU operations on every out vector, the one that starts
/// it included.
std::vector<RankedMapping> window_candidates(const Layer& layer, const isa::HardwareConfig& config, int alu_passes,
                                             std::size_t count, WindowDeals deals = WindowDeals::any);

}  // namespace vtasim::compiler
