#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "compiler/lanes/build_loop_nest.h"
#include "compiler/lanes/refused.h"
#include "compiler/mappings/layer_requirements.h"
#include "compiler/mappings/named.h"

namespace vtasim::compiler {
namespace {

/// A pixel in a vector, with its channels in lanes.
Mapping channel_lanes(const char* name, const Layer& layer, const isa::HardwareConfig& config) {
  const LaneMap pixel = lane_map(side_by_side(1, 1, config.block), config.block);
  // Groups that fill an in vector share it; one that does not fit takes several to itself.
  return build_loop_nest(name, layer, {pixel, pixel, groups_in_vectors(layer, config.block, 1)}, config);
}

}  // namespace

Mapping diagonal_mapping(const Layer& layer, const isa::HardwareConfig& config) {
  require_depthwise("diagonal", layer);
  return channel_lanes("diagonal", layer, config);
}

Mapping alu_mapping(const Layer& layer, const isa::HardwareConfig& config) {
  require_depthwise("alu", layer);
  if (!config.alu_mul) {
    throw OtherKind(
        fmt::format("layer {}: mapping alu takes configurations whose ALU multiplies, which the RTL's does not; "
                    "{} has no \"alu_mul\": true in its shell",
                    layer.name, config.name));
  }
  // An operation works on the same lane of all operands: a channel stands in as many lanes as it has filters.
  LaneChoice choice;
  choice.layer_groups = std::max(1, config.block / layer.multiplier());
  choice.in.channel_step = choice.layer_groups;
  for (int lane = 0; lane < config.block; ++lane) {
    const int channel = lane / layer.multiplier();
    choice.in.lanes.push_back({channel < choice.layer_groups, 0, 0, channel});
  }
  choice.out = lane_map(side_by_side(1, 1, config.block), config.block);
  Mapping mapping = build_loop_nest("alu", layer, choice, config);
  mapping.host_packed = true;
  mapping.nest.operands = Operands::in_acc;
  return mapping;
}

Mapping block_diagonal_mapping(const Layer& layer, const isa::HardwareConfig& config) {
  require_grouped("block-diagonal", layer);
  return channel_lanes("block-diagonal", layer, config);
}

Mapping direct_mapping(const Layer& layer, const isa::HardwareConfig& config) {
  require_channels("direct", layer, config.block, std::numeric_limits<std::int64_t>::max());
  return channel_lanes("direct", layer, config);
}

Mapping channel_padding_mapping(const Layer& layer, const isa::HardwareConfig& config) {
  require_channels("channel-padding", layer, 1, config.block - 1);
  return channel_lanes("channel-padding", layer, config);
}

}  // namespace vtasim::compiler
