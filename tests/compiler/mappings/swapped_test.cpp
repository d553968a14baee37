#include <catch2/catch.hpp>

#include "compiler/lanes/refused.h"
#include "compiler/mappings/named.h"
#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;

Layer pointwise(int channels, int height, int width) {
  Layer layer;
  layer.name = "layer";
  layer.channels = channels;
  layer.out_channels = 24;
  layer.height = height;
  layer.width = width;
  layer.kernel_h = layer.kernel_w = 1;
  return layer;
}

}  // namespace

TEST_CASE("exchanged: 16 pixels of the ordinary layout are a tile, out vectors pixels of a channel") {
  Layer layer = pointwise(40, 6, 8);
  layer.batch = 2;
  const Mapping mapping = exchanged_mapping(layer, block_16());
  const LoopNest& nest = mapping.nest;
  CHECK(nest.activation() == isa::Buffer::wgt);
  CHECK(nest.images == 2);
  CHECK(nest.planes == 3);
  CHECK(std::pair(nest.plane_rows, nest.plane_cols) == std::pair(3, 1));
  CHECK(std::pair(nest.rows, nest.cols) == std::pair(3, 1));
  CHECK(nest.filters == 24);
  CHECK(nest.taps.size() == 3);
  CHECK_FALSE(mapping.host_packed);
  CHECK(mapping.output_layout == "(N, O, (H*W)/16, 16)");
}

TEST_CASE("exchanged takes pointwise layers with whole vectors of pixels") {
  CHECK_THROWS_WITH(exchanged_mapping(pointwise(16, 7, 7), block_16()),
                    Contains("layer layer: a channel has 7 x 7 pixels; mapping exchanged takes a multiple of 16"));
  CHECK_THROWS_WITH(exchanged_mapping(pointwise(8, 8, 8), block_16()), Contains("channels is 8"));
  Layer strided = pointwise(16, 8, 8);
  strided.stride_w = 2;
  CHECK_THROWS_WITH(exchanged_mapping(strided, block_16()),
                    Contains("kernel 1 x 1 with stride 1 x 2; mapping exchanged takes 1 x 1 without stride"));
  CHECK_THROWS_AS(exchanged_mapping(strided, block_16()), OtherKind);
  Layer padded = pointwise(16, 8, 8);
  padded.pad_top = 2;
  CHECK_THROWS_WITH(exchanged_mapping(padded, block_16()), Contains("with stride 1 x 1 and padding"));
}

}  // namespace vtasim::compiler
