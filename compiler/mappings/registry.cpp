#include "compiler/mappings/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "compiler/epilogue/bias_and_shifts.h"
#include "compiler/epilogue/residual.h"
#include "compiler/lanes/leave_blocks.h"
#include "compiler/lanes/pixel_order.h"
#include "compiler/lanes/refused.h"
#include "compiler/mappings/custom_lanes.h"
#include "compiler/mappings/layer_requirements.h"
#include "compiler/mappings/named.h"
#include "compiler/mappings/rectangles.h"
#include "isa/base/error.h"

namespace vtasim::compiler {
namespace {

struct Entry {
  const char* name;
  Mapping (*make)(const Layer&, const isa::HardwareConfig&);
};

constexpr Entry kMappings[] = {{"diagonal", diagonal_mapping},
                               {"swapped", swapped_mapping},
                               {"im2col", im2col_mapping},
                               {"banded", banded_mapping},
                               {"patches", patches_mapping},
                               {"block-diagonal", block_diagonal_mapping},
                               {"direct", direct_mapping},
                               {"channel-padding", channel_padding_mapping},
                               {"pixel-packing", pixel_packing_mapping},
                               {"row-packing", row_packing_mapping},
                               {"space-to-depth", space_to_depth_mapping},
                               {"swapped-im2col", swapped_im2col_mapping},
                               {"exchanged", exchanged_mapping},
                               {"alu", alu_mapping}};

/// Adds what follows from the layer's residual, bias and shifts to a mapping.
Mapping planned(Mapping mapping, const Layer& layer, const isa::HardwareConfig& config) {
  plan_residual(layer, config, mapping);
  plan_bias_and_shifts(layer, config, mapping);
  return mapping;
}

}  // namespace

std::vector<std::string> mapping_names() {
  std::vector<std::string> names;
  for (const Entry& entry : kMappings) names.emplace_back(entry.name);
  return names;
}

bool is_mapping_name(const std::string& name) {
  const auto named = [&](const Entry& entry) { return name == entry.name; };
  return std::any_of(std::begin(kMappings), std::end(kMappings), named) || parse_rectangles(name, isa::kLargestBlock) ||
         parse_windows(name);
}

std::string other_mapping_names() {
  return "rectangles such as \"in 2x8x1 step 2x4 out 4x4x1\" (rows x columns x channels in lanes), and windows such as "
         "\"swapped 4x4 step 4x2\" (rows x columns)";
}

Mapping make_mapping(const RectanglePair& pair, const Layer& layer, const isa::HardwareConfig& config) {
  require_few_taps(name_of(pair), layer);
  return planned(rectangle_mapping(pair, layer, config), layer, config);
}

Mapping make_mapping(const Windows& windows, const Layer& layer, const isa::HardwareConfig& config) {
  require_few_taps(name_of(windows), layer);
  return planned(windows_mapping(windows, layer, config), layer, config);
}

Mapping make_mapping(const std::string& name, const Layer& layer, const isa::HardwareConfig& config) {
  require_few_taps(name, layer);
  for (const Entry& entry : kMappings) {
    if (name == entry.name) return planned(entry.make(layer, config), layer, config);
  }
  if (const auto pair = parse_rectangles(name, config.block)) return make_mapping(*pair, layer, config);
  if (const auto windows = parse_windows(name)) return make_mapping(*windows, layer, config);
  if (parse_rectangles(name, isa::kLargestBlock)) {
    throw Refused(fmt::format("layer {}, mapping {}: more than {} lanes in a rectangle; vectors of {} have {}",
                              layer.name, name, config.block, config.name, config.block));
  }
  throw Error(fmt::format("mapping {}: not known; known are {}, {}", name, fmt::join(mapping_names(), ", "),
                          other_mapping_names()));
}

Mapping make_custom_mapping(const std::string& name, const LaneChoice& lanes, const Layer& layer,
                            const isa::HardwareConfig& config) {
  require_few_taps(name, layer);
  Mapping mapping = custom_lanes_mapping(name, lanes, layer, config);
  mapping.custom = lanes;
  return planned(std::move(mapping), layer, config);
}

Mapping remake_mapping(const Mapping& mapping, const Layer& layer, const isa::HardwareConfig& config) {
  Mapping made = mapping.custom ? make_custom_mapping(mapping.name, *mapping.custom, layer, config)
                                : make_mapping(mapping.name, layer, config);
  if (mapping.blocks) leave_blocks(layer, *mapping.blocks, made);
  if (!mapping.left.empty()) leave_pixels(layer, mapping.left, made);
  return made;
}

bool applicable(const std::string& name, const Layer& layer, const isa::HardwareConfig& config) {
  try {
    make_mapping(name, layer, config);
    return true;
  } catch (const Refused&) {
    return false;
  }
}

}  // namespace vtasim::compiler
