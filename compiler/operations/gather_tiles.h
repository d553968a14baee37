#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "compiler/operations/gather_terms.h"
#include "compiler/operations/vector_gather.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// Which vectors of a gather's output are computed together, and so which of its inputs are loaded together.
enum class GatherOrder : std::uint8_t {
  output,        ///< Those side by side in the output.
  input_pixels,  ///< Those of a pixel, pixels as they lie in the inputs,
  output_pixels  ///< as they lie in the output.
};
inline constexpr GatherOrder kGatherOrders[] = {GatherOrder::output, GatherOrder::input_pixels,
                                                GatherOrder::output_pixels};

/// Tiles that are in the scratchpads at a time: one is loaded and stored while the other is computed.
inline constexpr int kGatherBuffers = 2;

/// How a gather is cut into tiles.
struct GatherTiling {
  bool once = true;  ///< GatherTerms are made so.
  GatherOrder order = GatherOrder::output;
  int vectors = 1;  ///< In a tile, at most; fewer where scratchpads do not hold what they come from.
};

/// What terms read of inputs: vectors, or tiles of them where they are exchanged.
struct GatheredData {
  std::int32_t input = 0;
  bool exchanged = false;
  friend bool operator<(const GatheredData& a, const GatheredData& b) {
    return std::pair{a.exchanged, a.input} < std::pair{b.exchanged, b.input};
  }
};

/// Vectors of a tile, in the order of their first places, and what they are made of, as that lies in DRAM.
struct GatherTile {
  std::vector<std::size_t> vectors;
  std::map<GatheredData, std::vector<std::int32_t>> data;
};

/// Scratchpad entries of each tile, and how many constants take in front of them.
struct GatherRoom {
  int acc = 0;
  int inp = 0;
  int wgt = 0;
  int inp_constants = 0;
  int wgt_constants = 0;
};

/// Throws Refused, naming the gather, where there is no room for the constants.
GatherRoom room_of(const VectorGather& gather, const GatherTerms& terms, const isa::HardwareConfig& config);

/// Most vectors that a tile can have.
int most_gathered(const isa::HardwareConfig& config);

/// The tiles, one after the other. `terms` are the gather's, made as the tiling says. Throws Refused where scratchpads
/// do not hold what two vectors come from.
std::vector<GatherTile> gather_tiles(const VectorGather& gather, const GatherTerms& terms, const GatherTiling& tiling,
                                     const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
