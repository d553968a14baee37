#include <fmt/format.h>

#include <cstdint>
#include <limits>

#include "compiler/lanes/build_swapped_nest.h"
#include "compiler/lanes/refused.h"
#include "compiler/mappings/layer_requirements.h"
#include "compiler/mappings/named.h"

namespace vtasim::compiler {
namespace {

/// Windows that hold just the taps of an output, one for every output.
Mapping taps_of_outputs(const char* name, const Layer& layer, const isa::HardwareConfig& config) {
  WindowChoice choice;
  choice.rows = window_rows(layer, layer.kernel_h, {window_stride(layer.stride_h, layer.dilation_h)});
  choice.cols = window_cols(layer, layer.kernel_w, {window_stride(layer.stride_w, layer.dilation_w)});
  choice.channels = layer.channels / layer.groups;
  return build_swapped_nest(name, layer, choice, config);
}

}  // namespace

Mapping swapped_mapping(const Layer& layer, const isa::HardwareConfig& config) {
  require_depthwise("swapped", layer);
  return taps_of_outputs("swapped", layer, config);
}

Mapping exchanged_mapping(const Layer& layer, const isa::HardwareConfig& config) {
  require_pointwise("exchanged", layer);
  require_channels("exchanged", layer, config.block, std::numeric_limits<std::int64_t>::max());
  if (layer.height * layer.width % config.block != 0) {
    throw Refused(
        fmt::format("layer {}: a channel has {} x {} pixels; mapping exchanged takes a multiple of {}, so that "
                    "vectors of channels are whole wgt tiles",
                    layer.name, layer.height, layer.width, config.block));
  }
  WindowChoice choice;
  choice.rows = window_rows(layer, 1, {1});
  choice.cols = window_cols(layer, 1, {1});
  choice.channels = config.block;
  choice.deal = WindowDeal{WindowDeal::Kind::each, 1, 1};
  Mapping mapping = build_swapped_nest("exchanged", layer, choice, config);
  // A row of a tile is a vector of VTA's ordinary layout, and the tiles of a plane are its pixels in order. There is no
  // padding.
  mapping.host_packed = false;
  return mapping;
}

Mapping swapped_im2col_mapping(const Layer& layer, const isa::HardwareConfig& config) {
  require_few_group_channels("swapped-im2col", layer, config);
  return taps_of_outputs("swapped-im2col", layer, config);
}

}  // namespace vtasim::compiler
