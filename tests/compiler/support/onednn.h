#pragma once

#include <cstdint>
#include <vector>

#include "compiler/workload/layer.h"
#include "compiler/workload/tensors.h"

namespace vtasim::compiler {

/// The sums of a layer by oneDNN, as reference_convolution() orders them. It computes in 32-bit floating point, which
/// is exact for whole numbers below 2^24, whatever the order of the additions: the products of one sum must be few
/// enough for that.
std::vector<std::int32_t> onednn_convolution(const Layer& layer, const LayerTensors& tensors);

}  // namespace vtasim::compiler
