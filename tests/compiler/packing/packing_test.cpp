#include "compiler/packing/packing.h"

#include <catch2/catch.hpp>
#include <limits>

#include "compiler/epilogue/bias_and_shifts.h"
#include "compiler/lanes/operand_bytes.h"
#include "compiler/mappings/named.h"
#include "compiler/packing/output_packing.h"
#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

/// 10 channels of 2 x 3 pixels, kernel 1 x 2, in blocks of 8.
Layer layer_10() {
  Layer layer;
  layer.name = "layer";
  layer.channels = layer.out_channels = layer.groups = 10;
  layer.height = 2;
  layer.width = 3;
  layer.kernel_h = 1;
  layer.kernel_w = 2;
  return layer;
}

/// A tensor whose element (n, c, h, w) is ((n * c_size + c) * h_size + h) * w_size + w, and so on, counting from 1.
Tensor8 counting(int n, int c, int h, int w) {
  Tensor8 tensor = Tensor8::zeros(n, c, h, w);
  for (std::size_t i = 0; i < tensor.data.size(); ++i) tensor.data[i] = static_cast<std::int8_t>(i + 1);
  return tensor;
}

int at(const std::vector<std::uint8_t>& bytes, std::size_t index) { return static_cast<std::int8_t>(bytes.at(index)); }

}  // namespace

TEST_CASE("diagonal reads activations in (N, C/block, H, W, block)") {
  const Layer layer = layer_10();
  const Mapping mapping = diagonal_mapping(layer, block_8());
  const Tensor8 input = counting(1, 10, 2, 3);
  const auto bytes = pack_activation(layer, mapping, block_8(), input);
  REQUIRE(bytes.size() == 2 * 2 * 3 * 8);
  CHECK(at(bytes, 0) == input.at(0, 0, 0, 0));
  CHECK(at(bytes, 5) == input.at(0, 5, 0, 0));
  CHECK(at(bytes, 8 * 4 + 2) == input.at(0, 2, 1, 1));
  CHECK(at(bytes, 8 * (6 + 5) + 1) == input.at(0, 9, 1, 2));
  CHECK(at(bytes, 8 * (6 + 5) + 2) == 0);
}

TEST_CASE("diagonal has a wgt tile per block of channels and tap, with the tap on the diagonal") {
  const Layer layer = layer_10();
  const Mapping mapping = diagonal_mapping(layer, block_8());
  const Tensor8 weights = counting(10, 1, 1, 2);
  const auto bytes = pack_filter(layer, mapping, block_8(), weights);
  REQUIRE(bytes.size() == 2 * 2 * 64);
  for (std::size_t tile = 0; tile < 4; ++tile) {
    for (std::size_t out = 0; out < 8; ++out) {
      for (std::size_t in = 0; in < 8; ++in) {
        const int channel = static_cast<int>(tile / 2 * 8 + out);
        const int want = out == in && channel < 10 ? weights.at(channel, 0, 0, static_cast<int>(tile % 2)) : 0;
        CHECK(at(bytes, tile * 64 + out * 8 + in) == want);
      }
    }
  }
}

TEST_CASE("with a multiplier, tiles of a block lead from the input channels that its output channels belong to") {
  Layer layer = layer_10();
  layer.out_channels = 20;
  const Mapping mapping = diagonal_mapping(layer, block_8());
  CHECK(mapping.nest.filters == 3);
  CHECK(mapping.nest.filters_per_group == 2);
  const Tensor8 weights = counting(20, 1, 1, 2);
  const auto bytes = pack_filter(layer, mapping, block_8(), weights);
  // Filter 1 has output channels 8 to 15, of input channels 4 to 7; filter 2 has 16 to 19, of 8 and 9.
  CHECK(at(bytes, (1 * 2 + 0) * 64 + 0 * 8 + 4) == weights.at(8, 0, 0, 0));
  CHECK(at(bytes, (1 * 2 + 1) * 64 + 7 * 8 + 7) == weights.at(15, 0, 0, 1));
  CHECK(at(bytes, (2 * 2 + 0) * 64 + 3 * 8 + 1) == weights.at(19, 0, 0, 0));
  CHECK(at(bytes, (2 * 2 + 0) * 64 + 4 * 8 + 2) == 0);
}

TEST_CASE("padding that LOAD cannot write is in the packed activations") {
  Layer layer = layer_10();
  layer.pad_left = 16;
  layer.pad_bottom = 1;
  const Mapping mapping = diagonal_mapping(layer, block_8());
  CHECK(mapping.host_padding);
  const Tensor8 input = counting(1, 10, 2, 3);
  const auto bytes = pack_activation(layer, mapping, block_8(), input);
  REQUIRE(bytes.size() == 2 * 3 * 19 * 8);
  CHECK(mapping.host_packed);
  CHECK(at(bytes, 15 * 8) == 0);
  CHECK(at(bytes, 16 * 8) == input.at(0, 0, 0, 0));
  CHECK(at(bytes, (19 + 18) * 8 + 3) == input.at(0, 3, 1, 2));
  CHECK(at(bytes, (2 * 19 + 17) * 8) == 0);
  layer.pad_left = 15;
  CHECK_FALSE(diagonal_mapping(layer, block_8()).host_padding);
}

TEST_CASE("swapped packs patches: a row per output pixel, a column per tap") {
  Layer layer = layer_10();
  layer.batch = 2;
  layer.pad_right = 1;
  layer.stride_h = 2;
  // 3 output pixels an image, 6 in all.
  const Mapping mapping = swapped_mapping(layer, block_8());
  CHECK(mapping.nest.rows == 1);
  const Tensor8 input = counting(2, 10, 2, 3);
  const auto bytes = pack_activation(layer, mapping, block_8(), input);
  REQUIRE(bytes.size() == 10 * 64);
  const std::size_t tile = 4 * 64;  // Channel 4.
  CHECK(at(bytes, tile + 0 * 8 + 0) == input.at(0, 4, 0, 0));
  CHECK(at(bytes, tile + 0 * 8 + 1) == input.at(0, 4, 0, 1));
  CHECK(at(bytes, tile + 0 * 8 + 2) == 0);
  CHECK(at(bytes, tile + 2 * 8 + 0) == input.at(0, 4, 0, 2));
  CHECK(at(bytes, tile + 2 * 8 + 1) == 0);
  CHECK(at(bytes, tile + 4 * 8 + 1) == input.at(1, 4, 0, 2));
  CHECK(at(bytes, tile + 6 * 8 + 0) == 0);
}

TEST_CASE("swapped takes several vectors where the kernel has more taps than lanes") {
  Layer layer = layer_10();
  layer.height = layer.width = layer.kernel_h = layer.kernel_w = 3;
  const Mapping mapping = swapped_mapping(layer, block_8());
  CHECK(mapping.nest.taps.size() == 2);
  const Tensor8 weights = counting(10, 1, 3, 3);
  const auto filter = pack_filter(layer, mapping, block_8(), weights);
  REQUIRE(filter.size() == 10 * 16);
  CHECK(at(filter, 16 * 3 + 7) == weights.at(3, 0, 2, 1));
  CHECK(at(filter, 16 * 3 + 8) == weights.at(3, 0, 2, 2));
  CHECK(at(filter, 16 * 3 + 9) == 0);
  const Tensor8 input = counting(1, 10, 3, 3);
  const auto patches = pack_activation(layer, mapping, block_8(), input);
  REQUIRE(patches.size() == 10 * 2 * 64);
  CHECK(at(patches, 3 * 128 + 64) == input.at(0, 3, 2, 2));
}

TEST_CASE("bias stands in the lanes of its channel") {
  Layer layer = layer_10();
  layer.bias = true;
  std::vector<std::int32_t> bias;
  for (int o = 0; o < 10; ++o) bias.push_back(-1000 * (o + 1));
  const auto word = [](const std::vector<std::uint8_t>& bytes, std::size_t index) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value |= static_cast<std::uint32_t>(bytes.at(4 * index + i)) << (8 * i);
    return static_cast<std::int32_t>(value);
  };
  const auto diagonal = pack_bias_and_shifts(layer, diagonal_mapping(layer, block_8()), bias, {});
  REQUIRE(diagonal.size() == 2 * 8 * 4);
  CHECK(word(diagonal, 3) == -4000);
  CHECK(word(diagonal, 9) == -10000);
  CHECK(word(diagonal, 10) == 0);
  const auto swapped = pack_bias_and_shifts(layer, swapped_mapping(layer, block_8()), bias, {});
  REQUIRE(swapped.size() == 10 * 8 * 4);
  CHECK(word(swapped, 3 * 8) == -4000);
  CHECK(word(swapped, 3 * 8 + 7) == -4000);
}

TEST_CASE("the output unpacks to what was packed, lanes without an element hold their requantized bias") {
  Layer layer = layer_10();
  layer.batch = 2;
  layer.bias = true;
  layer.shift = 1;
  layer.clip_min = 3;
  const std::vector<std::int32_t> bias(10, 40);
  const Tensor8 output = counting(2, 10, 2, 2);
  for (const auto make : {diagonal_mapping, swapped_mapping}) {
    const Mapping mapping = make(layer, block_8());
    const auto bytes = pack_output(layer, mapping, block_8(), output, bias);
    CHECK(static_cast<std::int64_t>(bytes.size()) == output_bytes(mapping.nest, block_8()));
    CHECK(unpack_output_tensor(layer, mapping, bytes.data()).data == output.data);
  }
  // Channels 8 and 9 fill lanes 0 and 1; other lanes have a bias of 0, which the clip makes 3.
  const auto diagonal = pack_output(layer, diagonal_mapping(layer, block_8()), block_8(), output, bias);
  CHECK(at(diagonal, 4 * 8 + 1) == output.at(0, 9, 0, 0));
  CHECK(at(diagonal, 4 * 8 + 2) == 3);
  // 8 pixels fill a vector; one image less leaves half of it, with the channel's bias.
  layer.batch = 1;
  const auto swapped = pack_output(layer, swapped_mapping(layer, block_8()), block_8(), counting(1, 10, 2, 2), bias);
  CHECK(at(swapped, 8 + 3) == 8);
  CHECK(at(swapped, 8 + 4) == 20);
}

TEST_CASE("sizes that no number holds saturate") {
  LoopNest nest;
  nest.planes = nest.plane_rows = nest.plane_cols = 1 << 30;
  CHECK(activation_bytes(nest, block_8()) == std::numeric_limits<std::int64_t>::max());
}

}  // namespace vtasim::compiler
