#include "compiler/layout/tensor_layout.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/epilogue/bias_and_shifts.h"
#include "compiler/epilogue/bias_lanes.h"
#include "compiler/lanes/refused.h"
#include "compiler/mappings/registry.h"
#include "compiler/packing/out_elements.h"
#include "compiler/packing/output_packing.h"
#include "compiler/packing/packing.h"
#include "compiler/workload/layer_file.h"
#include "compiler/workload/reference.h"
#include "tests/support/configurations.h"
#include "tests/support/random_layers.h"
#include "tests/support/sample_layers.h"

namespace vtasim::compiler {
namespace {

Tensor8 counting(const Shape& shape) {
  Tensor8 tensor = Tensor8::zeros(shape.n, shape.c, shape.h, shape.w);
  for (std::size_t i = 0; i < tensor.data.size(); ++i) tensor.data[i] = static_cast<std::int8_t>(i % 251 - 125);
  return tensor;
}

Shape input_shape(const Layer& layer) { return {layer.batch, layer.channels, layer.height, layer.width}; }
Shape output_shape(const Layer& layer) {
  return {layer.batch, layer.out_channels, layer.out_height(), layer.out_width()};
}

}  // namespace

TEST_CASE("an input layout is what packing makes of any input") {
  rc::prop("random layers, configurations and mappings", [] {
    Layer layer = random_layer();
    const isa::HardwareConfig config = random_configuration();
    RC_LOG() << to_json(layer).dump() << '\n';
    const LayerTensors tensors = random_tensors(layer);
    for (const std::string& name : mapping_names()) {
      if (!applicable(name, layer, config)) continue;
      const Mapping mapping = make_mapping(name, layer, config);
      if (mapping.nest.in_acc()) {
        RC_ASSERT_THROWS_AS(input_layout(layer, mapping, config), Refused);
        continue;
      }
      const TensorLayout layout = input_layout(layer, mapping, config);
      RC_ASSERT(laid_out(tensors.input, layout) == pack_activation(layer, mapping, config, tensors.input));
      if (!mapping.host_packed && !mapping.host_padding) {
        RC_ASSERT(ordinary_layout(input_shape(layer), config.block).serves(layout));
      }
    }
  });
}

TEST_CASE("an output layout has every element of the output where the program leaves it") {
  rc::prop("random layers, configurations and mappings", [] {
    const Layer layer = random_layer();
    const isa::HardwareConfig config = random_configuration();
    RC_LOG() << to_json(layer).dump() << '\n';
    const LayerTensors tensors = random_tensors(layer);
    for (const std::string& name : mapping_names()) {
      if (!applicable(name, layer, config)) continue;
      const Mapping mapping = make_mapping(name, layer, config);
      const TensorLayout layout = output_layout(layer, mapping, config);
      const Tensor8 covered = reference_output(covered_layer(layer, mapping), tensors);
      const std::vector<std::uint8_t> left = pack_output(layer, mapping, config, covered, folded_bias(layer, tensors));
      RC_ASSERT(left.size() == layout.sources().size());
      const Tensor8 output = reference_output(layer, tensors);
      RC_ASSERT(taken_out(output_shape(layer), layout, left.data()).data == output.data);
      const std::vector<std::uint8_t> expected = laid_out(output, layout);
      for (std::size_t i = 0; i < left.size(); ++i) {
        if (!layout.sources()[i].is_anything()) RC_ASSERT(left[i] == expected[i]);
      }
    }
  });
}

TEST_CASE("the ordinary layout has a pixel's channels side by side, block by block, and zeros beyond them") {
  Tensor8 tensor = Tensor8::zeros(2, 5, 1, 2);
  for (std::size_t i = 0; i < tensor.data.size(); ++i) tensor.data[i] = static_cast<std::int8_t>(i + 1);
  // Channel c of image n at pixel x is 10 n + 2 c + x + 1.
  const std::vector<std::uint8_t> expected = {1,  3,  5,  7,  2,  4,  6,  8,  9,  0, 0, 0, 10, 0, 0, 0,
                                              11, 13, 15, 17, 12, 14, 16, 18, 19, 0, 0, 0, 20, 0, 0, 0};
  CHECK(in_ordinary_layout(tensor, 4) == expected);
}

TEST_CASE("what channel lanes leave, channel lanes read") {
  const Layer depthwise = depthwise_layer(12, 6, 5, 3, 1);
  const TensorLayout left = output_layout(depthwise, make_mapping("diagonal", depthwise, block_8()), block_8());
  CHECK(left == ordinary_layout({1, 12, 6, 5}, 8));
  CHECK(left.serves(input_layout(depthwise, make_mapping("diagonal", depthwise, block_8()), block_8())));
  CHECK_FALSE(left.serves(input_layout(depthwise, make_mapping("banded", depthwise, block_8()), block_8())));
  CHECK_FALSE(left.serves(ordinary_layout({1, 20, 6, 5}, 8)));  // More than there is.
}

TEST_CASE("bytes that nobody relies on are served by any, and serve none") {
  const TensorLayout element("element", {ByteSource::element(0), ByteSource::element(1)});
  const TensorLayout constant("constant", {ByteSource::element(0), ByteSource::constant(-3)});
  const TensorLayout anything("anything", {ByteSource::element(0), ByteSource::anything()});
  CHECK(element.serves(anything));
  CHECK(constant.serves(anything));
  CHECK_FALSE(anything.serves(element));
  CHECK_FALSE(anything.serves(constant));
  CHECK_FALSE(element.serves(constant));
  CHECK(constant.serves(TensorLayout("other name", {ByteSource::element(0), ByteSource::constant(-3)})));
}

TEST_CASE("host layouts are dense") {
  const Shape shape{2, 3, 4, 5};
  const Tensor8 tensor = counting(shape);
  const TensorLayout nchw = host_layout(shape, HostOrder::nchw);
  const TensorLayout nhwc = host_layout(shape, HostOrder::nhwc);
  const std::vector<std::uint8_t> rows = laid_out(tensor, nchw);
  const std::vector<std::uint8_t> pixels = laid_out(tensor, nhwc);
  for (std::size_t i = 0; i < tensor.data.size(); ++i) CHECK(rows[i] == static_cast<std::uint8_t>(tensor.data[i]));
  CHECK(static_cast<std::int8_t>(pixels.at(((1 * 4 + 2) * 5 + 3) * 3 + 2)) == tensor.at(1, 2, 2, 3));
  CHECK(taken_out(shape, nhwc, pixels.data()).data == tensor.data);
}

}  // namespace vtasim::compiler
