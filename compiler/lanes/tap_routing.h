#pragma once

#include <cstddef>
#include <vector>

#include "compiler/lanes/lane_map.h"
#include "compiler/lanes/loop_nest.h"
#include "compiler/workload/layer.h"

namespace vtasim::compiler {

/// One way of a product into a sum: the tap of the nest, within one activation plane, and the lane of its inp vector.
struct Route {
  int tap = 0;
  int lane = 0;
};

/// The way of every product of a convolution from in lanes to out lanes: what the wgt tiles of a mapping follow from.
struct TapRouting {
  std::vector<Tap> taps;  ///< Of one activation plane, row-major.
  int kernel_taps = 0;
  int channels = 0;             ///< Channels in the lanes of a plane.
  std::vector<int> places;      ///< By out lane: which of the distinct (vector, dy, dx) it has.
  std::vector<Route> by_place;  ///< [place][kernel tap][channel]

  /// The way from the `channel`-th channel of a plane through a kernel tap to an out lane.
  const Route& at(std::size_t out_lane, int kernel_tap, int channel) const {
    const int place = places[out_lane];
    return by_place[static_cast<std::size_t>((place * kernel_taps + kernel_tap) * channels + channel)];
  }
};

/// Finds the ways for out vectors at the origin; they are the same at any position where in steps divide the distance
/// between out vectors. Where an element lies in several lanes, picks lanes so that few vectors have to be read
/// (greedily: a cover). Throws Error naming the layer where `in` does not hold an element that is needed.
TapRouting route_taps(const Layer& layer, const LaneMap& in, const LaneMap& out, int block);

}  // namespace vtasim::compiler
