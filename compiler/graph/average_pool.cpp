#include "compiler/graph/average_pool.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace vtasim::compiler {
namespace {

constexpr std::int64_t kLargestMultiplier = 127;

std::int64_t inputs_of(const PoolWindow& window) { return std::int64_t{window.kernel_h} * window.kernel_w; }

}  // namespace

void choose_multiplier(AveragePool& pool) {
  const std::int64_t inputs = inputs_of(pool.window);
  // Errors, |multiplier * inputs - 2^shift| / 2^shift, in 2^31ths: integers, so that equal ones are equal.
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  for (int shift = 0; shift <= kLargestShift; ++shift) {
    const std::int64_t one = std::int64_t{1} << shift;
    const std::int64_t nearest = (one + inputs / 2) / inputs;
    const std::int64_t multiplier = std::min(std::max(nearest, std::int64_t{1}), kLargestMultiplier);
    const std::int64_t error = std::abs(multiplier * inputs - one) << (kLargestShift - shift);
    if (error >= least || multiplier * inputs > kLargestMean) continue;
    least = error;
    pool.multiplier = static_cast<int>(multiplier);
    pool.requantization.shift = shift;
  }
}

double relative_error(const AveragePool& pool) {
  const std::int64_t factor = pool.multiplier * inputs_of(pool.window);
  return static_cast<double>(factor) / static_cast<double>(std::int64_t{1} << pool.requantization.shift) - 1;
}

Layer average_pool_layer(const AveragePool& pool, const std::string& name, const Shape& input) {
  Layer layer = depthwise_layer_on(input);
  static_cast<Requantization&>(layer) = pool.requantization;
  layer.name = name;
  layer.kernel_h = pool.window.kernel_h;
  layer.kernel_w = pool.window.kernel_w;
  layer.stride_h = pool.window.stride_h;
  layer.stride_w = pool.window.stride_w;
  return layer;
}

LayerTensors average_pool_filter(const AveragePool& pool, const Shape& input) {
  LayerTensors tensors;
  tensors.weights = Tensor8::zeros(input.c, 1, pool.window.kernel_h, pool.window.kernel_w);
  std::fill(tensors.weights.data.begin(), tensors.weights.data.end(), static_cast<std::int8_t>(pool.multiplier));
  return tensors;
}

}  // namespace vtasim::compiler
