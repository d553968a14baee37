#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/mappings/mapping.h"
#include "compiler/mappings/rectangles.h"
#include "isa/error.h"
#include "tests/compiler/compiled_run.h"
#include "tests/compiler/configurations.h"

namespace vtasim {
namespace {

int number(int low, int high) { return *rc::gen::inRange(low, high + 1); }

/// Channels and groups of any kind of layer: depthwise, grouped, first, ordinary.
void choose_channels(Layer& layer) {
  const int kind = number(0, 3);
  layer.groups = kind == 0 || kind == 1 ? number(1, 20) : 1;
  layer.channels = layer.groups * (kind == 0   ? 1
                                   : kind == 1 ? number(2, 20)
                                   : kind == 2 ? number(1, 4)
                                               : number(5, 40));
  layer.out_channels = layer.groups * number(1, kind == 3 ? 40 : 4);
}

Layer random_layer() {
  Layer layer;
  layer.name = "random";
  layer.batch = number(1, 2);
  choose_channels(layer);
  layer.height = number(1, 14);
  layer.width = number(1, 18);
  layer.pad_top = number(0, 3);
  layer.pad_bottom = number(0, 3);
  layer.pad_left = number(0, 3);
  layer.pad_right = number(0, 3);
  layer.dilation_h = number(1, 2);
  layer.dilation_w = number(1, 2);
  const int most_h = (layer.height + layer.pad_top + layer.pad_bottom - 1) / layer.dilation_h + 1;
  const int most_w = (layer.width + layer.pad_left + layer.pad_right - 1) / layer.dilation_w + 1;
  layer.kernel_h = number(1, std::min(5, most_h));
  layer.kernel_w = number(1, std::min(5, most_w));
  layer.stride_h = number(1, 3);
  layer.stride_w = number(1, 3);
  layer.bias = number(0, 3) != 0;
  layer.bias_entry = *rc::gen::element(BiasEntry::automatic, BiasEntry::alu, BiasEntry::load);
  layer.input_zero_point = number(0, 2) == 0 ? number(-128, 127) : 0;
  layer.shift = number(0, 12);
  if (number(0, 3) == 0) {
    for (int o = 0; o < layer.out_channels; ++o) layer.shifts.push_back(number(0, 12));
  }
  layer.clip_min = number(-128, 20);
  layer.clip_max = number(std::max(0, layer.clip_min), 127);
  layer.relu = number(0, 1) == 1;
  return layer;
}

/// Any configuration with room for a few vectors in each scratchpad.
HardwareConfig random_configuration() {
  const LogDepths depths{number(5, 11), number(5, 11), number(5, 10), number(7, 11)};
  HardwareConfig config =
      configuration(number(3, 5), *rc::gen::element(64, 128, 256, 512), depths, *rc::gen::element(16, 256));
  config.alu_mul = true;
  return config;
}

}  // namespace

TEST_CASE("any layer computes the reference in every mapping that takes it") {
  rc::prop("random layers and configurations", [] {
    const Layer layer = random_layer();
    const HardwareConfig config = random_configuration();
    RC_LOG() << to_json(layer).dump() << '\n' << to_json(config).dump() << '\n';
    for (const std::string& mapping : mapping_names()) {
      if (!applicable(mapping, layer, config)) continue;
      RC_LOG() << mapping << '\n';
      RC_TAG(mapping);
      RC_ASSERT(check_compiled(layer, mapping, config) == "");
    }
  });
}

TEST_CASE("any layer computes the reference in any rectangles that take it") {
  rc::prop("random layers, configurations and rectangles", [] {
    const Layer layer = random_layer();
    const HardwareConfig config = random_configuration();
    RC_LOG() << to_json(layer).dump() << '\n' << to_json(config).dump() << '\n';
    const auto side = [&] { return 1 << number(0, config.log_block); };
    RectanglePair pair{side_by_side(side(), side(), side()), side_by_side(side(), side(), side())};
    pair.in.row_step = number(1, pair.in.rows);
    pair.in.col_step = number(1, pair.in.cols);
    const std::string name = name_of(pair);
    RC_PRE(parse_rectangles(name, config.block).has_value());
    RC_LOG() << name << '\n';
    // Vectors that an out vector's steps do not divide are joined, until they do not fit acc.
    const bool fits = applicable(name, layer, config) && make_mapping(name, layer, config).nest.phases <= 32;
    RC_PRE(fits);
    RC_ASSERT(check_compiled(layer, name, config) == "");
  });
}

TEST_CASE("the best rectangles compute the reference") {
  rc::prop("random layers and configurations", [] {
    const Layer layer = random_layer();
    const HardwareConfig config = random_configuration();
    RC_LOG() << to_json(layer).dump() << '\n' << to_json(config).dump() << '\n';
    for (const RankedRectangles& candidate : rectangle_candidates(layer, config, 4, 2)) {
      RC_LOG() << candidate.name << '\n';
      RC_ASSERT(check_compiled(layer, candidate.name, config) == "");
    }
  });
}

}  // namespace vtasim
