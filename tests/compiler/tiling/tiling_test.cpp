#include "compiler/tiling/tiling.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "compiler/lanes/mapping.h"
#include "compiler/mappings/registry.h"
#include "compiler/workload/layer.h"
#include "isa/rules/field_limits.h"
#include "tests/support/configurations.h"
#include "tests/support/estimated_compile.h"
#include "tests/support/sample_layers.h"

namespace vtasim::compiler {
namespace {

const std::vector<AluPass> kPasses = {{isa::AluOp::shr, 9, {}}, {isa::AluOp::min, 127, {}}, {isa::AluOp::max, 0, {}}};

/// 3 x 3 taps over 10 x 12 elements, padded by 1.
LoopNest nest_3x3() {
  LoopNest nest;
  nest.rows = nest.plane_rows = 10;
  nest.cols = nest.plane_cols = 12;
  nest.pad_rows = nest.pad_cols = 1;
  for (int dy = 0; dy < 3; ++dy) {
    for (int dx = 0; dx < 3; ++dx) nest.taps.push_back({dy, dx});
  }
  return nest;
}

/// Everything that the scratchpads must hold for each tile fits its buffer.
void check_fits(const LoopNest& nest, const Tiling& tiling, const isa::HardwareConfig& config) {
  const auto step = static_cast<std::size_t>(tiling.taps_per_step);
  for (const Tile& tile : tiling.tiles) {
    CHECK(tile.vectors() <= acc_buffer_size(tiling));
    if (nest.bias) CHECK(tile.filters() <= tiling.bias_slots);
    for (std::size_t tap = 0; tap < nest.taps.size(); tap += step) {
      const Window window = window_of(nest, tile, tap, std::min(tap + step, nest.taps.size()));
      CHECK(tile.groups * window.group_elements() <=
            buffer_size(isa::addressable_depth(nest.activation(), config), tiling.activation_buffers));
      CHECK(tile.filters() * tiling.taps_per_step <=
            buffer_size(isa::addressable_depth(nest.filter(), config), tiling.filter_buffers));
    }
  }
  CHECK(tiling.acc_buffers * acc_buffer_size(tiling) + tiling.bias_slots <=
        isa::addressable_depth(isa::Buffer::acc, config));
}

}  // namespace

TEST_CASE("a window is the rectangle under all taps, with what lies outside as padding") {
  const LoopNest nest = nest_3x3();
  Tile tile;
  tile.rows = 4;
  tile.cols = 12;
  const Window top = window_of(nest, tile, 0, 9);
  CHECK(top.row == -1);
  CHECK(top.rows == 6);
  CHECK(top.pad_top == 1);
  CHECK(top.pad_bottom == 0);
  CHECK(top.cols == 14);
  CHECK(top.pad_left == 1);
  CHECK(top.pad_right == 1);
  tile.row = 6;
  CHECK(window_of(nest, tile, 0, 9).pad_bottom == 1);
  CHECK(window_of(nest, tile, 0, 9).pad_top == 0);
}

TEST_CASE("a window of some taps is the rectangle under those, it may lie in the padding") {
  const LoopNest nest = nest_3x3();
  const Tile corner;
  const Window first_row = window_of(nest, corner, 0, 3);
  CHECK(first_row.outside);
  const Window middle_row = window_of(nest, corner, 3, 6);
  CHECK_FALSE(middle_row.outside);
  CHECK(middle_row.row == 0);
  CHECK(middle_row.rows == 1);
  CHECK(middle_row.cols == 3);
  CHECK(middle_row.pad_left == 1);
  CHECK(window_of(nest, corner, 3, 4).outside);
  CHECK_FALSE(window_of(nest, corner, 4, 5).outside);
}

TEST_CASE("a window with stride spans what the rows in between need") {
  LoopNest nest = nest_3x3();
  nest.stride_rows = 2;
  Tile tile;
  tile.row = 2;
  tile.rows = 3;
  const Window window = window_of(nest, tile, 0, 9);
  CHECK(window.row == 3);
  CHECK(window.rows == 7);
}

TEST_CASE("micro-op fields limit deep scratchpads") {
  const isa::HardwareConfig deep = configuration(3, 64, {12, 14, 12, 13});
  CHECK(isa::addressable_depth(isa::Buffer::acc, deep) == 2048);
  CHECK(isa::addressable_depth(isa::Buffer::inp, deep) == 2048);
  CHECK(isa::addressable_depth(isa::Buffer::wgt, deep) == 1024);
  CHECK(isa::addressable_depth(isa::Buffer::wgt, configuration(3, 64, {12, 14, 5, 13})) == 32);
}

TEST_CASE("tilings fit scratchpads from ample to tiny") {
  const struct {
    LogDepths depths;
    int log_block;
    int bus;
  } cases[] = {{{11, 11, 10, 11}, 4, 64}, {{11, 10, 8, 10}, 5, 64}, {{6, 5, 4, 6}, 3, 64},
               {{3, 3, 3, 3}, 4, 64},     {{1, 1, 1, 1}, 4, 64},    {{1, 2, 1, 2}, 6, 512}};
  for (const auto& c : cases) {
    const isa::HardwareConfig config =
        configuration(c.log_block, c.bus, {std::max(c.depths.uop, 5), c.depths.inp, c.depths.wgt, c.depths.acc});
    for (const int kernel : {1, 3, 7}) {
      for (const char* name : {"diagonal", "swapped"}) {
        CAPTURE(c.depths.inp, c.depths.wgt, c.depths.acc, c.log_block, kernel, name);
        const Layer layer = depthwise_layer(20, 12, 12, kernel, kernel / 2);
        const Mapping mapping = make_mapping(name, layer, config);
        check_fits(mapping.nest, estimated_tiling(layer, mapping, kPasses, config), config);
      }
    }
  }
}

TEST_CASE("with room, tiles are double-buffered and few") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  const Layer layer = depthwise_layer(32, 112, 112, 3, 1);
  const Mapping mapping = make_mapping("diagonal", layer, config);
  const Tiling tiling = estimated_tiling(layer, mapping, kPasses, config);
  CHECK(tiling.activation_buffers == 2);
  CHECK(tiling.filter_buffers == 2);
  CHECK(tiling.acc_buffers == 2);
  CHECK(tiling.tiles.size() < 60);
  // The first computation waits for a small tile only.
  CHECK(tiling.tiles.front().vectors() < tiling.tiles[tiling.tiles.size() / 2].vectors() / 2);
}

TEST_CASE("small planes share a tile") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  const Layer layer = depthwise_layer(1024, 7, 7, 3, 1);
  const Mapping mapping = make_mapping("diagonal", layer, config);
  const Tiling tiling = estimated_tiling(layer, mapping, kPasses, config);
  CHECK(std::any_of(tiling.tiles.begin(), tiling.tiles.end(), [](const Tile& tile) { return tile.groups > 1; }));
}

}  // namespace vtasim::compiler
