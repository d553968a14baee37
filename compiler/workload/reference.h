#pragma once

#include <cstdint>
#include <vector>

#include "compiler/workload/layer.h"
#include "compiler/workload/tensors.h"

namespace vtasim::compiler {

/// What a layer computes, by its definition in plain loops: the authority on values for every mapping.
struct ReferenceOutput {
  /// Sums with bias and residual, (N, O, OH, OW) row-major, modulo 2^32 as in hardware.
  std::vector<std::int32_t> accumulators;
  Tensor8 output;  ///< Requantized, (N, O, OH, OW).
};

/// Convolves. The tensors must have the layer's shapes.
ReferenceOutput reference_convolution(const Layer& layer, const LayerTensors& tensors);

/// Its output alone, without memory for the sums.
Tensor8 reference_output(const Layer& layer, const LayerTensors& tensors);

}  // namespace vtasim::compiler
