#pragma once

#include <cstddef>
#include <cstdint>

#include "compiler/operations/gather_terms.h"
#include "compiler/operations/vector_gather.h"
#include "compiler/program/build_program.h"
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

/// How a gather is cut into tiles, of which two are in the scratchpads at a time.
struct GatherTiling {
  bool once = true;  ///< GatherTerms are made so.
  GatherOrder order = GatherOrder::output;
  int vectors = 1;  ///< In a tile, at most; fewer where scratchpads do not hold what they come from.
};

/// Most vectors that a tile can have.
int most_gathered(const isa::HardwareConfig& config);

/// Cycles that no program comes below that leaves a tensor so: two GEMM operations for as many vectors as hold its
/// elements, and the beats that bring it to DRAM.
std::int64_t least_gather_cycles(const TensorLayout& to, const isa::HardwareConfig& config);

/// How many tiles it is cut into. Throws as build_gather().
std::size_t tile_count(const VectorGather& gather, const GatherTerms& terms, const GatherTiling& tiling,
                       const isa::HardwareConfig& config);

/// Its program, all but the inputs in it, which lie where Placement has them: a tile's inputs are loaded, its acc
/// vectors are reset, each takes its terms, and is stored at all its places. `terms` are the gather's, made as the
/// tiling says. Throws Refused where scratchpads do not hold what two vectors come from, and Error where it does not
/// fit DRAM.
BuiltProgram build_gather(const VectorGather& gather, const GatherTerms& terms, const GatherTiling& tiling,
                          const isa::HardwareConfig& config, const Placement& placement = {});

}  // namespace vtasim::compiler
