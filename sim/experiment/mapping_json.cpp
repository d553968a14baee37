#include "sim/experiment/mapping_json.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "compiler/packing/filter_elements.h"
#include "sim/experiment/lanes_json.h"

namespace vtasim::experiment {
namespace {

using compiler::FilterElement;
using compiler::Operands;
using nlohmann::json;

const char* name_of(Operands operands) {
  switch (operands) {
    case Operands::in_own_buffers:
      return "in_own_buffers";
    case Operands::swapped:
      return "swapped";
    case Operands::in_acc:
      break;
  }
  return "in_acc";
}

/// A lane map with how its places are dealt out.
json placed_map(const compiler::LaneMap& map) {
  json object = to_json(map);
  if (!map.sequence) return object;
  json first = json::array();
  for (const compiler::Lane& lane : map.lanes) first.push_back(lane.first);
  object["sequence"] = {{"cols", map.sequence->cols},
                        {"step", map.sequence->step},
                        {"images", map.sequence->images},
                        {"first", std::move(first)}};
  return object;
}

json taps_json(const compiler::Layer& layer, const compiler::Mapping& mapping, int block) {
  std::vector<json> elements(mapping.routing.taps.size(), json::array());
  const auto add = [&](const FilterElement& element) {
    elements[static_cast<std::size_t>(element.tap)].push_back({element.out_lane, element.in_lane, element.out_channel,
                                                               element.in_channel, element.kernel_tap / layer.kernel_w,
                                                               element.kernel_tap % layer.kernel_w});
  };
  switch (mapping.nest.operands) {
    case Operands::in_own_buffers:
      compiler::for_each_tile_element(layer, mapping, 0, 0, block, add);
      break;
    case Operands::swapped:
      compiler::for_each_vector_element(layer, mapping, 0, 0, block, add);
      break;
    case Operands::in_acc:
      // The ALU's products stay in their lanes; a tap of the kernel is one of the nest.
      for (int lane = 0; lane < block; ++lane) {
        const auto channel = compiler::out_channel(layer, mapping, 0, static_cast<std::size_t>(lane));
        for (int tap = 0; channel && tap < mapping.routing.kernel_taps; ++tap) {
          add({tap, lane, lane, *channel, 0, tap});
        }
      }
      break;
  }
  const int vector_rows = mapping.in.vector_rows;
  const int vector_cols = mapping.in.vector_cols(block);
  json taps = json::array();
  for (std::size_t t = 0; t < elements.size(); ++t) {
    const compiler::Tap& tap = mapping.routing.taps[t];
    taps.push_back({{"row", tap.dy / vector_rows},
                    {"col", tap.dx / vector_cols},
                    {"in_vector", tap.dy % vector_rows * vector_cols + tap.dx % vector_cols},
                    {"out_vector", tap.out_vector},
                    {"filter", std::move(elements[t])}});
  }
  return taps;
}

}  // namespace

json mapping_json(const compiler::Layer& layer, const compiler::Mapping& mapping, int block) {
  compiler::LaneMap in = mapping.in;
  for (compiler::Lane& lane : in.lanes) {
    lane.used = lane.used && compiler::in_channel(layer, mapping, 0, lane.channel).has_value();
  }
  compiler::LaneMap out = mapping.out;
  for (std::size_t i = 0; i < out.lanes.size(); ++i) {
    out.lanes[i].used = compiler::out_channel(layer, mapping, 0, i).has_value();
  }
  json object = {{"name", mapping.name},
                 {"operands", name_of(mapping.nest.operands)},
                 {"block", block},
                 {"input", {layer.channels, layer.height, layer.width}},
                 {"output", {layer.out_channels, layer.out_height(), layer.out_width()}},
                 {"kernel", {layer.kernel_h, layer.kernel_w}},
                 {"stride", {layer.stride_h, layer.stride_w}},
                 {"dilation", {layer.dilation_h, layer.dilation_w}},
                 {"padding", {layer.pad_top, layer.pad_left}},
                 {"positions", {mapping.nest.rows, mapping.nest.cols}},
                 {"in", placed_map(in)},
                 {"out", placed_map(out)},
                 {"taps", taps_json(layer, mapping, block)}};
  if (!mapping.constants.empty()) object["constants"] = mapping.constants;
  return object;
}

}  // namespace vtasim::experiment
