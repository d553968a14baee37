#include "compiler/lanes/build_swapped_nest.h"
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

Mapping swapped_im2col_mapping(const Layer& layer, const isa::HardwareConfig& config) {
  require_few_group_channels("swapped-im2col", layer, config);
  return taps_of_outputs("swapped-im2col", layer, config);
}

}  // namespace vtasim::compiler
