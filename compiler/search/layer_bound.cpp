#include "compiler/search/layer_bound.h"

#include <algorithm>
#include <map>

#include "isa/base/ceil_div.h"
#include "isa/base/saturating.h"

namespace vtasim::compiler {
namespace {

/// Along rows or columns: how many outputs have so many taps inside the input, what is met of it, and by which taps.
struct AxisTaps {
  std::map<int, std::int64_t> outputs;  ///< By taps inside.
  std::int64_t elements = 0;
  std::int64_t taps = 0;
};

AxisTaps taps_inside(int outputs, int stride, int pad, int kernel, int dilation, int extent) {
  AxisTaps axis;
  std::vector<bool> met(static_cast<std::size_t>(extent));
  std::vector<bool> used(static_cast<std::size_t>(kernel));
  for (int output = 0; output < outputs; ++output) {
    int inside = 0;
    for (int tap = 0; tap < kernel; ++tap) {
      const int element = output * stride + tap * dilation - pad;
      if (element < 0 || element >= extent) continue;
      ++inside;
      met[static_cast<std::size_t>(element)] = true;
      used[static_cast<std::size_t>(tap)] = true;
    }
    ++axis.outputs[inside];
  }
  axis.elements = std::count(met.begin(), met.end(), true);
  axis.taps = std::count(used.begin(), used.end(), true);
  return axis;
}

}  // namespace

LeastCycles layer_bound(const Layer& layer, const std::vector<AluPass>& passes, const isa::HardwareConfig& config) {
  const AxisTaps rows =
      taps_inside(layer.out_height(), layer.stride_h, layer.pad_top, layer.kernel_h, layer.dilation_h, layer.height);
  const AxisTaps cols =
      taps_inside(layer.out_width(), layer.stride_w, layer.pad_left, layer.kernel_w, layer.dilation_w, layer.width);
  const std::int64_t group_channels = layer.channels / layer.groups;
  std::int64_t lane_operations = 0;  // Of a channel.
  for (const auto& [row_taps, row_outputs] : rows.outputs) {
    for (const auto& [col_taps, col_outputs] : cols.outputs) {
      const std::int64_t products = std::int64_t{row_taps} * col_taps * group_channels;
      lane_operations = saturating_sum(
          {lane_operations, saturating_product({row_outputs, col_outputs, ceil_div(products, config.block)})});
    }
  }
  const std::int64_t channels = saturating_product({layer.batch, layer.out_channels});
  const std::int64_t outputs = saturating_product({channels, layer.out_height(), layer.out_width()});
  const std::int64_t vectors = ceil_div(outputs, std::int64_t{config.block});
  const std::int64_t operations = ceil_div(saturating_product({channels, lane_operations}), std::int64_t{config.block});
  const auto alu_passes =
      std::count_if(passes.begin(), passes.end(), [](const AluPass& pass) { return pass.stored_digits == 0; });
  const std::int64_t input = saturating_product({layer.batch, layer.channels, rows.elements, cols.elements});
  const std::int64_t filter = saturating_product({layer.out_channels, group_channels, rows.taps, cols.taps});
  LeastCycles bound;
  const bool residual = layer.residual_shift.has_value();
  bound.compute = saturating_sum(
      {least_starts(vectors, config), operations, saturating_product({vectors, alu_passes}), residual ? vectors : 0});
  bound.read = saturating_sum({input, filter, residual ? outputs : 0}) / config.bus_bytes;
  bound.store = least_store_cycles(outputs, config);
  return bound;
}

}  // namespace vtasim::compiler
