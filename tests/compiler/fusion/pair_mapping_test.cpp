#include "compiler/fusion/pair_mapping.h"

#include <catch2/catch.hpp>

#include "isa/base/error.h"
#include "tests/compiler/support/sample_pairs.h"

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

}  // namespace vtasim::compiler
