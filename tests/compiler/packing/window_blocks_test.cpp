#include "compiler/packing/window_blocks.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "compiler/lanes/leave_blocks.h"
#include "compiler/lanes/refused.h"
#include "compiler/mappings/registry.h"
#include "compiler/packing/output_packing.h"
#include "compiler/packing/packing.h"
#include "compiler/workload/layer_file.h"
#include "compiler/workload/reference.h"
#include "tests/compiler/support/fitting_run.h"
#include "tests/compiler/support/window_readers.h"
#include "tests/support/configurations.h"
#include "tests/support/random_layers.h"
#include "tests/support/sample_layers.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;

/// 3 x 3 with padding 1 over n x n.
Layer square(int n) { return depthwise_layer(16, n, n, 3, 1); }

BlockPlaces blocks_of(const Layer& reader, const std::string& windows) {
  return window_blocks(reader, make_mapping(windows, reader, block_16()), 16);
}

/// The layer in front of a reader: pointwise, or the first of a network.
Layer random_producer(const Layer& reader, const isa::HardwareConfig& config, bool first) {
  Layer layer;
  layer.name = "producer";
  layer.batch = reader.batch;
  layer.channels = first ? random_number(1, 3) : config.block + random_number(0, 20);
  layer.out_channels = reader.channels;
  layer.height = reader.height;
  layer.width = reader.width;
  layer.kernel_h = layer.kernel_w = 1;
  if (first) {
    layer.kernel_h = layer.kernel_w = 3;
    layer.pad_top = layer.pad_left = 1;
    layer.height += 1;
    layer.width += 1;
  }
  choose_quantization(layer);
  layer.requantization_pass = RequantizationPass::fused;
  return layer;
}

}  // namespace

TEST_CASE("blocks of a plane in parts: computed once, stored for every part that reads them") {
  const BlockPlaces blocks = blocks_of(square(16), "swapped 4x4 step 4x4 aligned parts 2x2");
  REQUIRE(blocks.pixels.size() == 256);
  // In the order of tiles, then parts: the second vector is the first block of the part on the right.
  CHECK(blocks.pixels[16].row == 0);
  CHECK(blocks.pixels[16].col == 8);
  CHECK(blocks.pixels[16 + 5].row == 1);
  CHECK(blocks.pixels[16 + 5].col == 9);
  CHECK(blocks.places == 4 * 4 * 16);
  int stored = 0;
  std::set<int> places;
  for (const VectorRun& run : blocks.runs) {
    stored += run.count;
    for (int i = 0; i < run.count; ++i) places.insert(run.place + i);
  }
  CHECK(stored == 36);  // 6 x 6: a row and a column of each part once more, and corners.
  CHECK(places.size() == 36);
}

TEST_CASE("blocks whose pixels are there late stand last") {
  const Layer reader = square(16);
  const Mapping windows = make_mapping("swapped 4x4 step 4x4 aligned parts 2x2", reader, block_16());
  const BlockPlaces blocks = window_blocks(reader, windows, 16, [](int row, int col) { return row == 2 && col == 3; });
  CHECK(blocks.pixels[15 * 16].row == 0);
  CHECK(blocks.pixels[15 * 16].col == 0);
  CHECK(blocks.pixels[0].col == 8);
}

TEST_CASE("windows that no layer before can write are refused") {
  CHECK_THROWS_WITH(blocks_of(square(16), "swapped 4x4 step 4x4"), Contains("cut its 16 x 16 pixels into whole ones"));
  CHECK_THROWS_WITH(blocks_of(square(18), "swapped 4x4 step 4x4 aligned"), Contains("18 x 18 pixels"));
  CHECK_THROWS_WITH(blocks_of(square(16), "swapped 4x2 step 4x2 aligned"), Contains("with 16 elements, one a lane"));
  CHECK_THROWS_WITH(blocks_of(square(16), "diagonal"), Contains("with 16 elements, one a lane"));
  Layer images = depthwise_layer(16, 16, 16, 1);
  images.batch = 2;
  CHECK_THROWS_WITH(blocks_of(images, "swapped 4x4 step 4x4 aligned"), Contains("windows of several images"));
  Layer reader = square(16);
  reader.input_zero_point = 3;
  CHECK_THROWS_WITH(blocks_of(reader, "swapped 4x4 step 4x4 aligned"), Contains("input_zero_point is 3"));
}

TEST_CASE("a layer leaves what the layer behind reads by windows, byte by byte") {
  rc::prop("random layers and windows", [] {
    const isa::HardwareConfig config = random_configuration();
    const auto reader = random_reader(config, random_number(1, 6), random_number(1, 2));
    RC_PRE(reader.has_value());
    const bool first = random_number(0, 2) == 0;
    const Layer layer = random_producer(reader->layer, config, first);
    RC_LOG() << to_json(layer).dump() << '\n'
             << to_json(reader->layer).dump() << '\n'
             << to_json(config).dump() << '\n';
    const std::string name = first ? "swapped-im2col" : "exchanged";
    RC_PRE(applicable(name, layer, config) && (!first || layer.batch == 1));
    RC_TAG(name);
    Mapping mapping = make_mapping(name, layer, config);
    const auto late = random_number(0, 1) == 0 ? PixelTime{} : [](int row, int col) { return (5 * row + col) % 7; };
    leave_blocks(layer, window_blocks(reader->layer, reader->windows, config.block, late), mapping);
    const LayerTensors tensors = random_tensors(layer, 3);
    const Tensor8 output = reference_output(layer, tensors);
    const std::vector<std::uint8_t> left = pack_output(layer, mapping, config, output, {});
    RC_ASSERT(left == pack_activation(reader->layer, reader->windows, config, output));
    RC_ASSERT(check_fitting(layer, mapping, config) == "");
    // Where its bias enters may be changed.
    const Mapping again = remake_mapping(mapping, layer, config);
    RC_ASSERT(again.nest.stored == mapping.nest.stored);
    RC_ASSERT(pack_output(layer, again, config, output, {}) == left);
  });
}

TEST_CASE("blocks are left by mappings whose vectors are pixels in order, as many as there are") {
  const BlockPlaces blocks = blocks_of(square(16), "swapped 4x4 step 4x4 aligned");
  const auto leave = [&](const std::string& name, const Layer& layer) {
    Mapping mapping = make_mapping(name, layer, block_16());
    leave_blocks(layer, blocks, mapping);
  };
  Layer layer;
  layer.name = "producer";
  layer.channels = layer.out_channels = 16;
  layer.height = layer.width = 16;
  layer.kernel_h = layer.kernel_w = 1;
  leave("exchanged", layer);
  leave("direct", layer);
  Layer three = layer;
  three.kernel_h = 3;
  three.pad_top = three.pad_bottom = 1;
  CHECK_THROWS_WITH(leave("direct", three), Contains("layer producer, mapping direct: its out vectors are not pixels"));
  Layer separate = layer;
  separate.requantization_pass = RequantizationPass::separate;
  CHECK_THROWS_WITH(leave("exchanged", separate), Contains("requantization.pass is separate"));
  layer.height = 8;
  CHECK_THROWS_WITH(leave("exchanged", layer), Contains("its output has 128 pixels; blocks have 256"));
}

}  // namespace vtasim::compiler
