#include <fmt/format.h>

#include "compiler/mappings/layer_requirements.h"
#include "compiler/mappings/named.h"
#include "isa/base/ceil_div.h"

namespace vtasim::compiler {
namespace {

Mapping swapped(const char* name, const Layer& layer, const isa::HardwareConfig& config) {
  Mapping mapping;
  mapping.name = name;
  mapping.swapped = true;
  mapping.host_packed = true;
  mapping.output_layout = fmt::format("(O, (N*H*W)/{}, {})", config.block, config.block);
  const int group_in = layer.channels / layer.groups;
  mapping.in.channel_step = group_in;
  for (int row = 0; row < layer.kernel_h; ++row) {
    for (int col = 0; col < layer.kernel_w; ++col) {
      for (int channel = 0; channel < group_in; ++channel) mapping.in.lanes.push_back({true, row, col, channel});
    }
  }
  fill_vectors(mapping.in, config.block);
  mapping.out.flat_pixels = true;
  mapping.out.row_step = config.block;
  for (int lane = 0; lane < config.block; ++lane) mapping.out.lanes.push_back({true, lane, 0, 0});

  // An activation plane is a group's patches: a row per out vector, a column per inp vector of taps.
  LoopNest& nest = mapping.nest;
  nest.activation = isa::Buffer::wgt;
  nest.filter = isa::Buffer::inp;
  nest.planes = layer.groups;
  nest.filters = layer.out_channels;
  nest.filters_per_group = layer.out_channels / layer.groups;
  const std::int64_t pixels = std::int64_t{layer.batch} * layer.out_height() * layer.out_width();
  nest.rows = static_cast<int>(ceil_div(pixels, config.block));
  nest.plane_rows = nest.rows;
  nest.plane_cols = mapping.in.vectors(config.block);
  for (int v = 0; v < nest.plane_cols; ++v) nest.taps.push_back({0, v, 0, 0});
  nest.bias = layer.bias;
  return mapping;
}

}  // namespace

Mapping swapped_mapping(const Layer& layer, const isa::HardwareConfig& config) {
  require_depthwise("swapped", layer);
  return swapped("swapped", layer, config);
}

Mapping swapped_im2col_mapping(const Layer& layer, const isa::HardwareConfig& config) {
  require_few_group_channels("swapped-im2col", layer, config);
  return swapped("swapped-im2col", layer, config);
}

}  // namespace vtasim::compiler
