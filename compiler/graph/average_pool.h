#pragma once

#include "compiler/graph/operation.h"
#include "compiler/workload/tensors.h"

namespace vtasim::compiler {

/// Inputs of a rectangle times multiplier, at most: then no sum of products leaves 32 bits, with rounding by any shift.
inline constexpr std::int64_t kLargestMean = std::int64_t{1} << 23;

/// Sets multiplier and shift: of all multipliers from 1 to 127 that kLargestMean allows and shifts from 0 to 31 the
/// closest to 1 / (kernel_h * kernel_w); of those that are equally close the smallest. For at most kLargestMean inputs.
void choose_multiplier(AveragePool& pool);

/// By how much the factor multiplier / 2^shift is too large, as a part of 1 / (kernel_h * kernel_w): 0.01 where means
/// come out a hundredth too large, before they are rounded. What choose_multiplier() takes is off by less than 1 / 128
/// for up to 66,052 inputs, for which kLargestMean allows all multipliers.
double relative_error(const AveragePool& pool);

/// The pooling of a tensor as a depthwise convolution.
Layer average_pool_layer(const AveragePool& pool, const std::string& name, const Shape& input);

/// The weights of average_pool_layer(), all of them the multiplier. It has no bias; the input is left empty.
LayerTensors average_pool_filter(const AveragePool& pool, const Shape& input);

}  // namespace vtasim::compiler
