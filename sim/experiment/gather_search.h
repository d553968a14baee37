#pragma once

#include <cstdint>
#include <functional>

#include "compiler/operations/build_gather.h"
#include "compiler/operations/vector_gather.h"
#include "sim/experiment/layer_search.h"

namespace vtasim::experiment {

/// The best program of a gather of vectors.
struct GatherChoice {
  compiler::GatherTiling tiling;
  std::int64_t cycles = 0;
};

/// Simulates as few tiles as fit, and some more, in each order and with vectors of several places computed once and for
/// each. What it comes to is kept in the store, and taken from there where it is. Throws Refused where nothing fits.
GatherChoice search_gather(const Laboratory& laboratory, const compiler::VectorGather& gather,
                           const isa::HardwareConfig& config, const std::function<void(int)>& simulated);

}  // namespace vtasim::experiment
