#include "compiler/epilogue/bias_product.h"

#include <catch2/catch.hpp>

#include "compiler/lanes/refused.h"
#include "compiler/mappings/registry.h"
#include "isa/base/error.h"
#include "tests/compiler/support/compiled_run.h"
#include "tests/support/configurations.h"
#include "tests/support/estimated_compile.h"
#include "tests/support/sample_layers.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;

/// 20 channels of 9 x 9, bias by product.
Layer product_layer() {
  Layer layer = depthwise_layer(20, 9, 9, 3, 1);
  layer.bias_entry = BiasEntry::product;
  layer.shift = 6;
  return layer;
}

isa::HardwareConfig hardware() { return configuration(4, 64, {}); }

}  // namespace

TEST_CASE("a bias by product is an inp vector for each filter, and no LOAD of acc") {
  const Layer layer = product_layer();
  for (const char* mapping :
       {"swapped", "swapped 4x4 step 2x2", "swapped 4x4 step 4x2 parts 1x3", "banded", "patches"}) {
    CAPTURE(mapping);
    CHECK(check_compiled(layer, mapping, hardware()) == "");
    const CompiledLayer compiled = compile_estimated(layer, random_tensors(layer, 3), mapping, hardware());
    CHECK(compiled.stats.read_bytes_by_buffer[static_cast<std::size_t>(isa::Buffer::acc)] == 0);
  }
}

TEST_CASE("digits and constants multiply to the bias, in the lanes that are used") {
  const Layer layer = product_layer();
  const Mapping mapping = make_mapping("swapped 4x4 step 4x4 parts 2x3", layer, hardware());  // 6 lanes.
  const std::vector<std::int32_t> bias = {-100'000, 77, 0, 5000, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 200'000};
  const auto digits = pack_bias_digit_vectors(layer, mapping, bias, 16);
  const auto constants = pack_bias_constants(mapping, 16);
  REQUIRE(digits.size() == 20 * 16);
  REQUIRE(constants.size() == 256);
  for (std::size_t q = 0; q < 20; ++q) {
    for (std::size_t row = 0; row < 16; ++row) {
      int sum = 0;
      for (std::size_t i = 0; i < 16; ++i) {
        sum += static_cast<std::int8_t>(digits[q * 16 + i]) * static_cast<std::int8_t>(constants[row * 16 + i]);
      }
      CHECK(sum == (row < 6 ? bias[q] : 0));
    }
  }
  CHECK(bias_fits_product(mapping, bias, 16));
}

TEST_CASE("a bias that digits do not reach is refused by its value") {
  const Layer layer = product_layer();
  const Mapping mapping = make_mapping("swapped", layer, hardware());
  std::vector<std::int32_t> bias(20);
  bias[7] = 300'000;
  CHECK_FALSE(bias_fits_product(mapping, bias, 16));
  CHECK_THROWS_WITH(check_bias_product(layer, mapping, bias, 16),
                    Contains("digits for 16 lanes do not reach the bias of channel 7 with its zero point, 300000"));
}

TEST_CASE("out vectors of several channels, and shifts in acc, take no bias by product") {
  Layer layer = product_layer();
  CHECK_THROWS_WITH(make_mapping("diagonal", layer, hardware()),
                    Contains("layer layer: bias_entry is \"product\"; with mapping diagonal it must be") &&
                        Contains("its out vectors hold several channels"));
  // One vector a channel: an instruction for each filter's shift would take longer than shifts in registers.
  layer.height = layer.width = 3;
  for (int i = 0; i < 20; ++i) layer.shifts.push_back(i % 5);
  CHECK_THROWS_WITH(make_mapping("swapped", layer, configuration(4, 512, {})),
                    Contains("shifts lie in acc with biases"));
}

}  // namespace vtasim::compiler
