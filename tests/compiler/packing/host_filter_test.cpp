#include "compiler/packing/host_filter.h"

#include <catch2/catch.hpp>

#include "compiler/mappings/registry.h"
#include "compiler/packing/packing.h"
#include "tests/compiler/support/compiled_run.h"
#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

/// 20 channels, kernel 2 x 3.
Layer layer_20() {
  Layer layer;
  layer.name = "layer";
  layer.channels = layer.out_channels = layer.groups = 20;
  layer.height = layer.width = 8;
  layer.kernel_h = 2;
  layer.kernel_w = 3;
  layer.bias = true;
  layer.shift = 8;
  return layer;
}

}  // namespace

TEST_CASE("each layout has its elements where its name says") {
  const Tensor8 weights = random_tensors(layer_20()).weights;
  const HostFilter oihw(weights);
  CHECK(oihw.size() == 20 * 6);
  CHECK(oihw.index(7, 0, 1, 2) == 7 * 6 + 5);
  CHECK(oihw.index(7, 0, 1, 0) == 7 * 6 + 3);
  const HostFilter hwc(weights, FilterLayout::hwc);
  CHECK(hwc.size() == 6 * 20);
  CHECK(hwc.index(7, 0, 1, 2) == 5 * 20 + 7);
  CHECK(hwc.index(7, 0, 1, 0) == 3 * 20 + 7);
  const HostFilter chwc(weights, FilterLayout::chwc);
  CHECK(chwc.size() == 2 * 6 * 16);
  CHECK(chwc.index(7, 0, 0, 2) == 2 * 16 + 7);
  CHECK(chwc.index(18, 0, 1, 0) == 6 * 16 + 3 * 16 + 2);
}

TEST_CASE("packing gives the same from every layout, and depthwise layers compute the reference") {
  Layer layer = layer_20();
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const Tensor8 weights = random_tensors(layer).weights;
  for (const char* name : {"diagonal", "swapped", "banded"}) {
    const Mapping mapping = make_mapping(name, layer, config);
    const auto packed = pack_filter(layer, mapping, config, weights);
    CHECK(pack_filter(layer, mapping, config, HostFilter(weights, FilterLayout::hwc)) == packed);
    CHECK(pack_filter(layer, mapping, config, HostFilter(weights, FilterLayout::chwc)) == packed);
    for (const FilterLayout layout : {FilterLayout::hwc, FilterLayout::chwc}) {
      layer.filter_layout = layout;
      CHECK(check_compiled(layer, name, config) == "");
    }
  }
}

TEST_CASE("a block of channels is one piece of memory, but a piece for each tap in (KH, KW, C)") {
  const auto reads = filter_reads(layer_20(), 16);
  REQUIRE(reads.size() == 3);
  CHECK(reads[0].layout == FilterLayout::oihw);
  CHECK(reads[0].bytes == 120);
  CHECK(reads[0].pieces == 2);
  CHECK(reads[1].layout == FilterLayout::hwc);
  CHECK(reads[1].bytes == 120);
  CHECK(reads[1].pieces == 2 * 6);
  CHECK(reads[2].layout == FilterLayout::chwc);
  CHECK(reads[2].bytes == 192);
  CHECK(reads[2].pieces == 2);
  Layer full = layer_20();
  full.channels = full.groups = full.out_channels = 32;
  CHECK(filter_reads(full, 16)[1].pieces == 2 * 6);
  CHECK(filter_reads(full, 16)[2].pieces == 2);
  // Vectors of 8 channels are half of a block of the layout, vectors of 32 two.
  CHECK(filter_reads(full, 8)[2].pieces == 4 * 6);
  CHECK(filter_reads(full, 32)[2].pieces == 1);
}

TEST_CASE("other layers have one layout") {
  Layer layer = layer_20();
  layer.groups = 1;
  const auto reads = filter_reads(layer, 16);
  REQUIRE(reads.size() == 1);
  CHECK(reads[0].bytes == 20 * 20 * 6);
  CHECK(reads[0].pieces == 2);
}

}  // namespace vtasim::compiler
