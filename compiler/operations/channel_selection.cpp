#include "compiler/operations/channel_selection.h"

#include <cstddef>
#include <cstdint>

#include "compiler/graph/channel_sources.h"
#include "isa/base/ceil_div.h"

namespace vtasim::compiler {

std::optional<VectorGather> map_selection(const Operation& operation, const std::string& name,
                                          const std::vector<Shape>& inputs, int block) {
  const std::vector<ChannelSource> channels = channel_sources(operation, inputs);
  if (channels.empty()) return std::nullopt;
  VectorGather gather;
  gather.name = name;
  for (const Shape& shape : inputs) {
    gather.input_bytes.push_back(std::int64_t{shape.n} * ceil_div(shape.c, block) * shape.h * shape.w * block);
  }
  const std::int32_t plane = inputs.front().h * inputs.front().w;
  for (std::int32_t image = 0; image < inputs.front().n; ++image) {
    for (std::size_t first = 0; first < channels.size(); first += static_cast<std::size_t>(block)) {
      for (std::int32_t pixel = 0; pixel < plane; ++pixel) {
        gather.pixels.push_back(image * plane + pixel);
        for (std::size_t channel = first; channel < first + static_cast<std::size_t>(block); ++channel) {
          if (channel >= channels.size()) {
            gather.bytes.push_back(GatheredByte::zero());
            continue;
          }
          const ChannelSource& source = channels[channel];
          const std::int32_t blocks = ceil_div(inputs[static_cast<std::size_t>(source.input)].c, block);
          const std::int32_t vector = (image * blocks + source.channel / block) * plane + pixel;
          gather.bytes.push_back(GatheredByte::of(source.input, vector * block + source.channel % block));
        }
      }
    }
  }
  return gather;
}

}  // namespace vtasim::compiler
