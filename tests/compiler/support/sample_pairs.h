#pragma once

#include "compiler/epilogue/requantization.h"
#include "compiler/fusion/layer_pair.h"
#include "compiler/fusion/pair_program.h"
#include "compiler/workload/reference.h"

namespace vtasim::compiler {

/// A depthwise layer of `channels` x size x size, 3 x 3, and a pointwise one of `filters`, with biases and shifts.
inline LayerPair sample_pair(int channels, int size, int filters) {
  LayerPair pair;
  Layer& depthwise = pair.depthwise;
  depthwise.name = "dw";
  depthwise.channels = depthwise.out_channels = depthwise.groups = channels;
  depthwise.height = depthwise.width = size;
  depthwise.kernel_h = depthwise.kernel_w = 3;
  depthwise.pad_top = depthwise.pad_bottom = depthwise.pad_left = depthwise.pad_right = 1;
  depthwise.bias = true;
  depthwise.shift = 7;
  Layer& pointwise = pair.pointwise;
  pointwise.name = "pw";
  pointwise.channels = channels;
  pointwise.out_channels = filters;
  pointwise.height = pointwise.width = size;
  pointwise.kernel_h = pointwise.kernel_w = 1;
  pointwise.bias = true;
  pointwise.shift = 9;
  return pair;
}

/// Random data for a pair.
inline PairTensors pair_tensors(const LayerPair& pair) {
  PairTensors tensors;
  tensors.depthwise = random_tensors(pair.depthwise, 5);
  tensors.pointwise = random_tensors(pair.pointwise, 6);
  tensors.pointwise.input = reference_convolution(pair.depthwise, tensors.depthwise).output;
  tensors.reference = reference_convolution(pair.pointwise, tensors.pointwise).output;
  return tensors;
}

inline PairPasses pair_passes(const LayerPair& pair, const PairTensors& tensors) {
  return {requantization_passes(pair.depthwise, tensors.depthwise),
          requantization_passes(pair.pointwise, tensors.pointwise)};
}

}  // namespace vtasim::compiler
