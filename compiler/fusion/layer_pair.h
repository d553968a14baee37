#pragma once

#include <string>
#include <vector>

#include "compiler/workload/layer.h"
#include "compiler/workload/network.h"

namespace vtasim::compiler {

/// A depthwise layer and the pointwise one that reads its output.
struct LayerPair {
  Layer depthwise;
  Layer pointwise;
  std::string name() const { return depthwise.name + "+" + pointwise.name; }
  std::int64_t macs() const { return depthwise.macs() + pointwise.macs(); }
};

/// Whether `second` is a pointwise layer (one group, 1 x 1, no stride or padding) of the shape that the depthwise layer
/// `first` puts out. Neither has a residual.
bool makes_pair(const Layer& first, const Layer& second);

/// The pairs of neighbouring layers, in order.
std::vector<LayerPair> pairs_of(const Network& network);

}  // namespace vtasim::compiler
