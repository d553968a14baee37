#include <fmt/format.h>

#include <cstdint>

#include "compiler/lanes/build_loop_nest.h"
#include "compiler/lanes/refused.h"
#include "compiler/mappings/layer_requirements.h"
#include "compiler/mappings/named.h"

namespace vtasim::compiler {
namespace {

/// A pixel with `block` output channels.
LaneMap out_channels(const isa::HardwareConfig& config) {
  return lane_map(side_by_side(1, 1, config.block), config.block);
}

/// More lanes at a place than any layer needs that these mappings are for; keeps tables of them small.
constexpr int kMostLanes = 8192;

void require_few_lanes(const char* name, const Layer& layer, int rows, int cols) {
  const int channels = layer.channels / layer.groups;
  if (std::int64_t{rows} * cols * channels <= kMostLanes) return;
  throw Refused(fmt::format("layer {}: {} x {} taps of {} channels; mapping {} takes at most {} in all", layer.name,
                            rows, cols, channels, name, kMostLanes));
}

/// `rows` x `cols` taps of the kernel at an output pixel, with all channels of a group.
LaneMap taps_in_lanes(const Layer& layer, int rows, int cols, int block) {
  LaneMap map;
  map.channel_step = layer.channels / layer.groups;
  map.row_step = rows == 1 ? 1 : layer.stride_h;
  map.col_step = layer.stride_w;
  for (int row = 0; row < rows; ++row) {
    for (int col = 0; col < cols; ++col) {
      for (int channel = 0; channel < map.channel_step; ++channel) {
        map.lanes.push_back({true, row * layer.dilation_h, col * layer.dilation_w, channel});
      }
    }
  }
  fill_vectors(map, block);
  return map;
}

}  // namespace

Mapping im2col_mapping(const Layer& layer, const isa::HardwareConfig& config) {
  if (!layer.depthwise()) require_few_group_channels("im2col", layer, config);
  require_few_lanes("im2col", layer, layer.kernel_h, layer.kernel_w);
  LaneMap in = taps_in_lanes(layer, layer.kernel_h, layer.kernel_w, config.block);
  in.row_step = layer.stride_h;  // Also for a kernel of one row.
  return build_loop_nest("im2col", layer, {in, out_channels(config), groups_in_vectors(layer, 1, config.block)},
                         config);
}

Mapping row_packing_mapping(const Layer& layer, const isa::HardwareConfig& config) {
  require_channels("row-packing", layer, 1, config.block - 1);
  require_few_lanes("row-packing", layer, 1, layer.kernel_w);
  return build_loop_nest("row-packing", layer,
                         {taps_in_lanes(layer, 1, layer.kernel_w, config.block), out_channels(config), 1}, config);
}

Mapping space_to_depth_mapping(const Layer& layer, const isa::HardwareConfig& config) {
  require_channels("space-to-depth", layer, 1, config.block - 1);
  if (layer.stride_h * layer.stride_w == 1) {
    throw OtherKind(
        fmt::format("layer {}: stride is 1; mapping space-to-depth takes layers with a larger one", layer.name));
  }
  const LaneMap in = lane_map(side_by_side(layer.stride_h, layer.stride_w, layer.channels), config.block);
  return build_loop_nest("space-to-depth", layer, {in, out_channels(config), 1}, config);
}

Mapping pixel_packing_mapping(const Layer& layer, const isa::HardwareConfig& config) {
  require_channels("pixel-packing", layer, 1, config.block / 2);
  int channels = 1;
  while (channels < layer.channels) channels *= 2;
  const LaneMap in = lane_map(side_by_side(1, config.block / channels, channels), config.block);
  return build_loop_nest("pixel-packing", layer, {in, out_channels(config), 1}, config);
}

}  // namespace vtasim::compiler
