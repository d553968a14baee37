#include "compiler/mappings/layer_requirements.h"

#include <fmt/format.h>

#include "compiler/lanes/refused.h"
#include "isa/base/json_reader.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {
namespace {

constexpr int kMostTaps = 16384;

/// The smallest divisor of n above 1; n itself where it has none, and for 1.
int smallest_divisor(int n) {
  for (int divisor = 2; divisor <= n / divisor; ++divisor) {
    if (n % divisor == 0) return divisor;
  }
  return n;
}

}  // namespace

void require_depthwise(const std::string& name, const Layer& layer) {
  if (layer.depthwise()) return;
  throw OtherKind(
      fmt::format("layer {}: groups is {}; mapping {} takes depthwise layers, where it is the number of "
                  "channels, {}",
                  layer.name, layer.groups, name, layer.channels));
}

void require_grouped(const std::string& name, const Layer& layer) {
  if (layer.groups > 1 && !layer.depthwise()) return;
  const int smallest = smallest_divisor(layer.channels);
  const bool none = smallest == layer.channels;
  const std::string legal = none ? fmt::format("; where channels is {} there is no such", layer.channels)
                                 : fmt::format(", such as {}", smallest);
  throw OtherKind(
      fmt::format("layer {}: groups is {}; mapping {} takes layers with more than one group and more than one channel "
                  "in each{}",
                  layer.name, layer.groups, name, legal));
}

void require_ungrouped(const std::string& name, const Layer& layer) {
  if (layer.groups == 1) return;
  throw OtherKind(
      fmt::format("layer {}: groups is {}; mapping {} takes layers with 1 group", layer.name, layer.groups, name));
}

void require_channels(const std::string& name, const Layer& layer, int low, std::int64_t high) {
  require_ungrouped(name, layer);
  if (layer.channels >= low && layer.channels <= high) return;
  throw OtherKind(fmt::format("layer {}: channels is {}; mapping {} takes {}", layer.name, layer.channels, name,
                              range_text(low, high)));
}

void require_few_group_channels(const std::string& name, const Layer& layer, const isa::HardwareConfig& config) {
  if ((layer.groups == 1 && layer.channels < config.block) || (layer.groups > 1 && !layer.depthwise())) return;
  throw OtherKind(fmt::format(
      "layer {}: groups is {} and channels is {}; mapping {} takes layers with 1 group of less than {} channels, or "
      "with several groups of more than 1 channel each",
      layer.name, layer.groups, layer.channels, name, config.block));
}

void require_pointwise(const std::string& name, const Layer& layer) {
  const bool steps = layer.stride_h > 1 || layer.stride_w > 1;
  if (layer.kernel_h == 1 && layer.kernel_w == 1 && !steps && !layer.padded()) return;
  throw OtherKind(fmt::format(
      "layer {}: kernel {} x {} with stride {} x {}{}; mapping {} takes 1 x 1 without stride and padding", layer.name,
      layer.kernel_h, layer.kernel_w, layer.stride_h, layer.stride_w, layer.padded() ? " and padding" : "", name));
}

void require_few_taps(const std::string& name, const Layer& layer) {
  if (layer.kernel_h * layer.kernel_w <= kMostTaps) return;
  throw Refused(fmt::format("layer {}: kernel {} x {} has {} taps; mapping {} takes at most {}", layer.name,
                            layer.kernel_h, layer.kernel_w, layer.kernel_h * layer.kernel_w, name, kMostTaps));
}

}  // namespace vtasim::compiler
