#include "compiler/lanes/planes.h"

#include "isa/base/ceil_div.h"

namespace vtasim::compiler {

void count_planes(const Layer& layer, const Mapping& mapping, LoopNest& nest) {
  const int group_in = layer.channels / layer.groups;
  const int group_out = layer.out_channels / layer.groups;
  const int full_groups = layer.groups / mapping.layer_groups;
  const int rest = layer.groups % mapping.layer_groups;
  nest.planes_per_group = ceil_div(mapping.layer_groups * group_in, mapping.in.channel_step);
  nest.planes = ceil_div(layer.groups, mapping.layer_groups) * nest.planes_per_group;
  nest.filters_per_group = ceil_div(mapping.layer_groups * group_out, mapping.out.channel_step);
  nest.filters = full_groups * nest.filters_per_group + ceil_div(rest * group_out, mapping.out.channel_step);
}

void repeat_taps(const std::vector<Tap>& of_plane, LoopNest& nest) {
  for (int plane = 0; plane < nest.planes_per_group; ++plane) {
    for (Tap tap : of_plane) {
      tap.plane = plane;
      nest.taps.push_back(tap);
    }
  }
}

}  // namespace vtasim::compiler
