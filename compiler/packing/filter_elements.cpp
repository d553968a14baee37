#include "compiler/packing/filter_elements.h"

namespace vtasim::compiler {

std::vector<std::optional<FilterChannel>> channels_of(const Layer& layer, const Mapping& mapping, int plane) {
  const int group_in = layer.channels / layer.groups;
  std::vector<std::optional<FilterChannel>> channels(static_cast<std::size_t>(mapping.routing.channels));
  for (int channel = 0; channel < mapping.routing.channels; ++channel) {
    const std::optional<int> ic = in_channel(layer, mapping, plane, channel);
    if (ic) channels[static_cast<std::size_t>(channel)] = {*ic / group_in, *ic % group_in};
  }
  return channels;
}

}  // namespace vtasim::compiler
