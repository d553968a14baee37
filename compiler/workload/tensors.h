#pragma once

#include <cstdint>
#include <vector>

#include "compiler/workload/layer.h"

namespace vtasim::compiler {

/// Dense row-major tensor of 8-bit values, NCHW (or OIHW for weights).
struct Tensor8 {
  int n = 0, c = 0, h = 0, w = 0;
  std::vector<std::int8_t> data;
  /// A tensor of zeros.
  static Tensor8 zeros(int n, int c, int h, int w);
  std::int8_t& at(int in, int ic, int ih, int iw) {
    return data[static_cast<std::size_t>(((in * c + ic) * h + ih) * w + iw)];
  }
  std::int8_t at(int in, int ic, int ih, int iw) const {
    return data[static_cast<std::size_t>(((in * c + ic) * h + ih) * w + iw)];
  }
};

/// The operands of a layer.
struct LayerTensors {
  Tensor8 input;                   ///< (N, C, H, W)
  Tensor8 weights;                 ///< (O, C/groups, KH, KW)
  std::vector<std::int32_t> bias;  ///< O values; empty without bias.
  Tensor8 residual = {};           ///< (N, O, OH, OW), of a layer with a residual_shift.
};

/// A reproducible tensor of the full 8-bit range: the same for a seed on every machine (own generator, no std
/// distributions).
Tensor8 random_tensor(int n, int c, int h, int w, std::uint64_t seed);

/// Reproducible operands. Input and weights are as random_tensor(); the bias is of the magnitude of the sums, so that
/// neither hides the other.
LayerTensors random_tensors(const Layer& layer, std::uint64_t seed = 1);

/// The weights and the bias of random_tensors(), without the input, which takes longest, and the residual.
LayerTensors random_filter(const Layer& layer, std::uint64_t seed);

}  // namespace vtasim::compiler
