#include <fmt/format.h>

#include <algorithm>

#include "compiler/lanes/build_loop_nest.h"
#include "compiler/lanes/refused.h"
#include "compiler/mappings/layer_requirements.h"
#include "compiler/mappings/named.h"

namespace vtasim::compiler {
namespace {

/// The largest divisor of n that is at most `limit`.
int largest_divisor(int n, int limit) {
  int divisor = std::min(n, limit);
  while (n % divisor != 0) --divisor;
  return divisor;
}

}  // namespace

Mapping banded_mapping(const Layer& layer, const isa::HardwareConfig& config) {
  require_depthwise("banded", layer);
  if (layer.extent_w() > config.block) {
    throw Refused(
        fmt::format("layer {}: the kernel spans {} columns; mapping banded takes at most {}, a vector's lanes",
                    layer.name, layer.extent_w(), config.block));
  }
  const int pixels = (config.block - layer.extent_w()) / layer.stride_w + 1;
  const LaneMap in = lane_map({1, config.block, 1, 1, pixels * layer.stride_w}, config.block);
  const LaneMap out = lane_map(side_by_side(1, pixels, 1), config.block);
  return build_loop_nest("banded", layer, {in, out, 1}, config);
}

Mapping patches_mapping(const Layer& layer, const isa::HardwareConfig& config) {
  require_depthwise("patches", layer);
  const Rectangle out = side_by_side(4, config.block / 4, 1);
  Rectangle in = side_by_side(2, config.block / 2, 1);
  // Columns that overlap so that an out vector's lie in one vector; where they are too many, columns side by side.
  const int step = out.cols * layer.stride_w;
  const bool one_vector = (out.cols - 1) * layer.stride_w + layer.extent_w() <= in.cols;
  in.col_step = one_vector ? step : largest_divisor(step, in.cols);
  return build_loop_nest("patches", layer, {lane_map(in, config.block), lane_map(out, config.block), 1}, config);
}

}  // namespace vtasim::compiler
