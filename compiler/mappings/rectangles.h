#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/least_cycles.h"
#include "compiler/mappings/lane_map.h"
#include "compiler/mappings/mapping.h"

namespace vtasim {

/// A mapping as rectangles of rows x columns x channels in the lanes of inp and out vectors.
struct RectanglePair {
  Rectangle in;
  Rectangle out;  ///< Side by side.
};

/// "in 2x8x1 step 2x4 out 4x4x1": rows x columns x channels, and how many rows and columns apart in vectors lie where
/// that is less than their size, so that they overlap in DRAM.
std::string name_of(const RectanglePair& pair);

/// The inverse; nothing for another text, or where vectors of `block` lanes do not hold the rectangles.
std::optional<RectanglePair> parse_rectangles(const std::string& name, int block);

/// The mapping of a pair. Throws Error naming the layer where the in vectors leave gaps in what the sums need.
Mapping rectangle_mapping(const RectanglePair& pair, const Layer& layer, const HardwareConfig& config);

/// A pair and the least that its nest costs: whatever the tiling, no run is faster.
struct RankedRectangles {
  std::string name;
  LeastCycles least;
  std::int64_t bound() const { return least.bound(); }
};

/// Pairs of rectangles whose sides are powers of 2, and in steps with and without overlap, that take a layer: the
/// `count` with the lowest bounds, best first. `alu_passes` counts the ALU operations on every out vector, the one that
/// starts it included.
std::vector<RankedRectangles> rectangle_candidates(const Layer& layer, const HardwareConfig& config, int alu_passes,
                                                   std::size_t count);

}  // namespace vtasim
