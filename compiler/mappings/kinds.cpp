#include "compiler/mappings/kinds.h"

#include <fmt/format.h>

#include "isa/error.h"
#include "isa/hardware_config.h"

namespace vtasim {
namespace {

constexpr int kMostTaps = 16384;

}  // namespace

void require_depthwise(const std::string& name, const Layer& layer) {
  if (layer.depthwise()) return;
  throw Error(
      fmt::format("layer {}: groups is {}; mapping {} takes depthwise layers, where it is the number of "
                  "channels, {}",
                  layer.name, layer.groups, name, layer.channels));
}

void require_grouped(const std::string& name, const Layer& layer) {
  if (layer.groups > 1 && !layer.depthwise()) return;
  throw Error(
      fmt::format("layer {}: groups is {}; mapping {} takes layers with more than one group and more than one channel "
                  "in each: 2 to {}",
                  layer.name, layer.groups, name, layer.channels / 2));
}

void require_ungrouped(const std::string& name, const Layer& layer) {
  if (layer.groups == 1) return;
  throw Error(
      fmt::format("layer {}: groups is {}; mapping {} takes layers with 1 group", layer.name, layer.groups, name));
}

void require_channels(const std::string& name, const Layer& layer, int low, int high) {
  require_ungrouped(name, layer);
  if (layer.channels >= low && layer.channels <= high) return;
  throw Error(
      fmt::format("layer {}: channels is {}; mapping {} takes {} to {}", layer.name, layer.channels, name, low, high));
}

void require_few_group_channels(const std::string& name, const Layer& layer, const HardwareConfig& config) {
  if ((layer.groups == 1 && layer.channels < config.block) || (layer.groups > 1 && !layer.depthwise())) return;
  throw Error(fmt::format(
      "layer {}: {} groups of {} channels; mapping {} takes layers with 1 group of less than {} channels, or "
      "with several groups of more than 1",
      layer.name, layer.groups, layer.channels / layer.groups, name, config.block));
}

void require_few_taps(const std::string& name, const Layer& layer) {
  if (layer.kernel_h * layer.kernel_w <= kMostTaps) return;
  throw Error(fmt::format("layer {}: kernel {} x {} has {} taps; mapping {} takes at most {}", layer.name,
                          layer.kernel_h, layer.kernel_w, layer.kernel_h * layer.kernel_w, name, kMostTaps));
}

}  // namespace vtasim
