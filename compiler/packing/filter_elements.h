#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "compiler/lanes/mapping.h"
#include "compiler/workload/layer.h"

namespace vtasim::compiler {

// Where the elements of a filter lie among what the GEMMs of a plane read: the taps' wgt tiles, or with swapped
// operands their inp vectors.

/// An element of the filter in a tap's tile or vector.
struct FilterElement {
  int tap = 0;       ///< Of TapRouting::taps.
  int out_lane = 0;  ///< Row of the tile; of a vector 0.
  int in_lane = 0;
  int out_channel = 0;
  int in_channel = 0;  ///< Of the group that the output channel is in.
  int kernel_tap = 0;  ///< Row-major.
};

/// An input channel, as the filters of its group have it.
struct FilterChannel {
  int group = 0;
  int in_group = 0;
};

/// Those of a plane, by the channel of its lanes.
std::vector<std::optional<FilterChannel>> channels_of(const Layer& layer, const Mapping& mapping, int plane);

/// Calls visit(FilterElement) for each element of a mapping's filter q in its tiles of the group's p-th plane, operands
/// being in their own buffers.
template <class Visit>
void for_each_tile_element(const Layer& layer, const Mapping& mapping, int q, int p, int block, Visit&& visit) {
  const TapRouting& routing = mapping.routing;
  const int plane = q / mapping.nest.filters_per_group * mapping.nest.planes_per_group + p;
  const auto channels = channels_of(layer, mapping, plane);
  for (std::size_t lane = 0; lane < mapping.out.lanes.size(); ++lane) {
    const std::optional<int> oc = out_channel(layer, mapping, q, lane);
    if (!oc) continue;
    const int group = *oc / (layer.out_channels / layer.groups);
    const int row = static_cast<int>(lane) % block;
    for (int channel = 0; channel < routing.channels; ++channel) {
      const std::optional<FilterChannel>& ic = channels[static_cast<std::size_t>(channel)];
      if (!ic || ic->group != group) continue;
      for (int tap = 0; tap < routing.kernel_taps; ++tap) {
        const Route& route = routing.at(lane, tap, channel);
        visit(FilterElement{route.tap, row, route.lane, *oc, ic->in_group, tap});
      }
    }
  }
}

/// The same of inp vectors, with swapped operands: the filter as it is laid into a window for each out vector.
template <class Visit>
void for_each_vector_element(const Layer& layer, const Mapping& mapping, int q, int p, int block, Visit&& visit) {
  const TapRouting& routing = mapping.routing;
  const int plane = q / mapping.nest.filters_per_group * mapping.nest.planes_per_group + p;
  const auto channels = channels_of(layer, mapping, plane);
  for (int channel = 0; channel < routing.channels; ++channel) {
    const std::optional<FilterChannel>& ic = channels[static_cast<std::size_t>(channel)];
    if (!ic) continue;
    for (std::size_t out = 0; out < mapping.out.lanes.size(); out += static_cast<std::size_t>(block)) {
      for (int tap = 0; tap < routing.kernel_taps; ++tap) {
        const Route& route = routing.at(out, tap, channel);
        visit(FilterElement{route.tap, 0, route.lane, q, ic->in_group, tap});
      }
    }
  }
}

}  // namespace vtasim::compiler
