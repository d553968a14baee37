#include "compiler/workload/tensors.h"

#include <utility>

#include "isa/base/split_mix.h"

namespace vtasim::compiler {
namespace {

Tensor8 next_tensor(int n, int c, int h, int w, SplitMix64& generator) {
  Tensor8 tensor = Tensor8::zeros(n, c, h, w);
  for (std::int8_t& value : tensor.data) value = static_cast<std::int8_t>(generator.next() >> 56);
  return tensor;
}

/// Weights and bias, by a generator that has made the input.
LayerTensors next_filter(const Layer& layer, SplitMix64& generator) {
  LayerTensors tensors;
  tensors.weights =
      next_tensor(layer.out_channels, layer.channels / layer.groups, layer.kernel_h, layer.kernel_w, generator);
  if (!layer.bias) return tensors;
  // A sum of n products of uniform 8-bit values has a deviation of sqrt(n) * 128^2 / 3. Powers of two near it need no
  // floating point: the root doubles with every factor of four in n.
  const std::int64_t products = std::int64_t{layer.channels / layer.groups} * layer.kernel_h * layer.kernel_w;
  int bits = 13;
  for (std::int64_t n = products; n >= 4; n /= 4) ++bits;
  for (int o = 0; o < layer.out_channels; ++o) {
    const std::uint64_t magnitude = generator.next() >> (63 - bits);
    tensors.bias.push_back(static_cast<std::int32_t>(static_cast<std::int64_t>(magnitude) - (std::int64_t{1} << bits)));
  }
  return tensors;
}

}  // namespace

Tensor8 Tensor8::zeros(int n, int c, int h, int w) {
  const auto size = static_cast<std::size_t>(n) * static_cast<std::size_t>(c) * static_cast<std::size_t>(h) *
                    static_cast<std::size_t>(w);
  return {n, c, h, w, std::vector<std::int8_t>(size)};
}

Tensor8 random_tensor(int n, int c, int h, int w, std::uint64_t seed) {
  SplitMix64 generator(seed);
  return next_tensor(n, c, h, w, generator);
}

LayerTensors random_tensors(const Layer& layer, std::uint64_t seed) {
  SplitMix64 generator(seed);
  Tensor8 input = next_tensor(layer.batch, layer.channels, layer.height, layer.width, generator);
  LayerTensors tensors = next_filter(layer, generator);
  tensors.input = std::move(input);
  if (layer.residual_shift) {
    tensors.residual = next_tensor(layer.batch, layer.out_channels, layer.out_height(), layer.out_width(), generator);
  }
  return tensors;
}

LayerTensors random_filter(const Layer& layer, std::uint64_t seed) {
  SplitMix64 generator(seed);
  generator.skip(static_cast<std::uint64_t>(layer.batch) * static_cast<std::uint64_t>(layer.channels) *
                 static_cast<std::uint64_t>(layer.height) * static_cast<std::uint64_t>(layer.width));
  return next_filter(layer, generator);
}

}  // namespace vtasim::compiler
