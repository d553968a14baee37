#include "compiler/graph/channel_sources.h"

#include <cstddef>

namespace vtasim::compiler {

std::vector<ChannelSource> channel_sources(const Operation& operation, const std::vector<Shape>& inputs) {
  std::vector<ChannelSource> sources;
  const int channels = inputs.front().c;
  if (std::holds_alternative<Concat>(operation)) {
    for (std::size_t input = 0; input < inputs.size(); ++input) {
      for (int c = 0; c < inputs[input].c; ++c) sources.push_back({static_cast<int>(input), c});
    }
  } else if (const auto* shuffle = std::get_if<ChannelShuffle>(&operation)) {
    for (int c = 0; c < channels; ++c) {
      sources.push_back({0, c % shuffle->groups * (channels / shuffle->groups) + c / shuffle->groups});
    }
  } else if (const auto* slice = std::get_if<ChannelSlice>(&operation)) {
    for (int c = 0; c < slice->channels; ++c) sources.push_back({0, slice->first + c});
  } else if (const auto* gather = std::get_if<ChannelGather>(&operation)) {
    sources = gather->channels;
  }
  return sources;
}

}  // namespace vtasim::compiler
