#include "compiler/lanes/mapping.h"

namespace vtasim::compiler {

bool BlockPlaces::has_gaps() const {
  int stored = 0;  // No place is stored to twice.
  for (const VectorRun& run : runs) stored += run.count;
  return stored < places;
}

std::optional<int> in_channel(const Layer& layer, const Mapping& mapping, int plane, int channel) {
  const int per_group = mapping.nest.planes_per_group;
  const int group_channels = mapping.layer_groups * (layer.channels / layer.groups);
  const int in_group = plane % per_group * mapping.in.channel_step + channel;
  const int c = plane / per_group * group_channels + in_group;
  if (in_group >= group_channels || c >= layer.channels) return std::nullopt;
  return c;
}

std::optional<int> out_channel(const Layer& layer, const Mapping& mapping, int q, std::size_t lane) {
  const int per_group = mapping.nest.filters_per_group;
  const int group_channels = mapping.layer_groups * (layer.out_channels / layer.groups);
  const int in_group = q % per_group * mapping.out.channel_step + mapping.out.lanes[lane].channel;
  const int o = q / per_group * group_channels + in_group;
  if (!mapping.out.lanes[lane].used || in_group >= group_channels || o >= layer.out_channels) return std::nullopt;
  return o;
}

}  // namespace vtasim::compiler
