#include "compiler/fusion/layer_pair.h"

namespace vtasim::compiler {

bool makes_pair(const Layer& first, const Layer& second) {
  const bool pointwise = second.groups == 1 && second.kernel_h == 1 && second.kernel_w == 1 && second.stride_h == 1 &&
                         second.stride_w == 1 && !second.padded();
  const bool follows = second.batch == first.batch && second.channels == first.out_channels &&
                       second.height == first.out_height() && second.width == first.out_width();
  if (first.residual_shift || second.residual_shift) return false;
  // A layer of one channel has as many groups as channels, and is not meant.
  return first.depthwise() && first.groups > 1 && pointwise && follows;
}

std::vector<LayerPair> pairs_of(const Network& network) {
  std::vector<LayerPair> pairs;
  for (std::size_t i = 0; i + 1 < network.layers.size(); ++i) {
    if (makes_pair(network.layers[i], network.layers[i + 1]))
      pairs.push_back({network.layers[i], network.layers[i + 1]});
  }
  return pairs;
}

}  // namespace vtasim::compiler
