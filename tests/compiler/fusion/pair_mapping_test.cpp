#include "compiler/fusion/pair_mapping.h"

#include <catch2/catch.hpp>

#include "compiler/mappings/registry.h"
#include "isa/base/error.h"
#include "tests/compiler/support/sample_pairs.h"
#include "tests/support/sample_layers.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;

std::string refusal(const std::string& name, const LayerPair& pair) {
  try {
    make_pair_mapping(name, pair, isa::find_hardware_config("b16-bus64"));
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("vectors of one pixel are read as they are") {
  const PairMapping mapping =
      make_pair_mapping("diagonal", sample_pair(24, 8, 32), isa::find_hardware_config("b16-bus64"));
  CHECK_FALSE(mapping.transposition);
  REQUIRE(mapping.channels.size() == 32);
  CHECK(mapping.channels[23] == 23);
  CHECK_FALSE(mapping.channels[24]);  // A lane without a channel.
  CHECK(mapping.reading.planes == 2);
  CHECK(mapping.reading.plane_rows == 8);
}

TEST_CASE("vectors of several pixels are transposed, 16 filters to a tile") {
  const PairMapping mapping =
      make_pair_mapping("patches", sample_pair(24, 10, 32), isa::find_hardware_config("b16-bus64"));
  REQUIRE(mapping.transposition);
  CHECK(mapping.transposition->pixel_rows() == 12);  // 4 x 4 pixels a vector.
  CHECK(mapping.transposition->pixel_cols() == 12);
  CHECK(mapping.reading.plane_cols == 12);
  CHECK(mapping.reading.cols == 10);
  CHECK(mapping.channels[17] == 17);
}

TEST_CASE("the columns of vectors with several channels have every so many-th channel") {
  const PairMapping mapping =
      make_pair_mapping("in 2x4x2 step 2x2 out 4x2x2", sample_pair(48, 8, 32), isa::find_hardware_config("b16-bus64"));
  REQUIRE(mapping.transposition);
  CHECK(mapping.transposition->channels == 2);
  REQUIRE(mapping.channels.size() == 64);  // 24 filters in two tiles, each two planes.
  CHECK(mapping.channels[1] == 2);
  CHECK(mapping.channels[16] == 1);
  CHECK(mapping.channels[33] == 34);
  CHECK_FALSE(mapping.channels[40]);
}

TEST_CASE("weights follow the order of the channels") {
  const LayerPair pair = sample_pair(48, 8, 3);
  const PairMapping mapping =
      make_pair_mapping("in 2x4x2 step 2x2 out 4x2x2", pair, isa::find_hardware_config("b16-bus64"));
  const Tensor8 weights = random_tensors(pair.pointwise, 1).weights;
  const Tensor8 ordered = ordered_weights(mapping, weights);
  CHECK(ordered.c == 64);
  CHECK(ordered.at(2, 16, 0, 0) == weights.at(2, 1, 0, 0));
  CHECK(ordered.at(2, 40, 0, 0) == 0);
}

TEST_CASE("pairs refuse what one program cannot do") {
  LayerPair separate = sample_pair(32, 8, 32);
  separate.pointwise.requantization_pass = RequantizationPass::separate;
  CHECK_THAT(refusal("diagonal", separate), Contains("layer pw: requantization.pass is separate"));
  LayerPair two_images = sample_pair(32, 8, 32);
  two_images.depthwise.batch = two_images.pointwise.batch = 2;
  CHECK_THAT(refusal("swapped", two_images), Contains("takes a batch of 1, not 2"));
  CHECK(refusal("diagonal", two_images).empty());
  CHECK_THAT(refusal("direct", sample_pair(32, 8, 32)), Contains("direct"));
}

TEST_CASE("in front of a reader of windows pixels lie block by block, and the pointwise layer leaves the windows") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const LayerPair pair = sample_pair(32, 16, 48);
  WindowReader reader;
  reader.layer = depthwise_layer(48, 16, 16, 3, 1);
  reader.windows = make_mapping("swapped 4x4 step 4x4 aligned parts 2x2", reader.layer, config);
  const Mapping first = make_mapping("swapped 4x4 step 4x4 aligned parts 2x2", pair.depthwise, config);
  const PairMapping mapping = make_pair_mapping(first, pair, config, &reader);
  REQUIRE(mapping.transposition);
  const std::vector<int>& places = mapping.transposition->places;
  REQUIRE(places.size() == 256);
  CHECK(places[0] == 0);
  CHECK(places[1] == 1);
  CHECK(places[16] == 4);  // The next row of the block.
  CHECK(places[8] == 16);  // The block of the part on the right, in the same tile.
  CHECK(places[4] == 64);  // That beside it is in the tile after that.
  CHECK(mapping.second.name == "exchanged");
  CHECK(mapping.reading.operands == Operands::swapped);
  CHECK(mapping.reading.stored_places == 4 * 4 * 16);
  CHECK(mapping.transposition->row_pixels == 16);

  reader.layer.channels = reader.layer.out_channels = reader.layer.groups = 32;
  CHECK_THROWS_WITH(make_pair_mapping(first, pair, config, &reader), Contains("is not the output of layer pw"));
  reader.layer.channels = reader.layer.out_channels = reader.layer.groups = 48;
  CHECK_THROWS_WITH(
      make_pair_mapping(make_mapping("diagonal", pair.depthwise, config), pair, config, &reader),
      Contains("layer dw, mapping diagonal: its output is brought into the order of the windows of layer"));
}

TEST_CASE("pixels as they are made: part by part for each row of vectors, left row by row") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const LayerPair pair = sample_pair(32, 16, 48);
  const Mapping first = make_mapping("swapped 4x4 step 4x4 aligned parts 2x2", pair.depthwise, config);
  const PairMapping mapping = make_pair_mapping(first, pair, config, nullptr, PixelOrder::as_made);
  const std::vector<int>& places = mapping.transposition->places;
  CHECK(places[7] == 7);  // Part 0 has 4 rows of 8 pixels at its first vectors.
  CHECK(places[16] == 8);
  CHECK(places[8] == 32);        // Then part 1,
  CHECK(places[16 * 8] == 64);   // the two below,
  CHECK(places[16 * 4] == 128);  // and the second row of vectors.
  CHECK(mapping.reading.rows == 256);
  CHECK(mapping.reading.cols == 1);
  REQUIRE_FALSE(mapping.reading.stored.empty());
  CHECK(mapping.reading.stored[1] == VectorRun{8, 8, 16});
  // Single pixels have no such order.
  CHECK(make_pair_mapping(make_mapping("diagonal", pair.depthwise, config), pair, config, nullptr, PixelOrder::as_made)
            .reading.stored.empty());
}

}  // namespace vtasim::compiler
