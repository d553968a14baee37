#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/lanes/lane_map.h"
#include "compiler/lanes/mapping.h"

namespace vtasim::compiler {

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
Mapping rectangle_mapping(const RectanglePair& pair, const Layer& layer, const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
