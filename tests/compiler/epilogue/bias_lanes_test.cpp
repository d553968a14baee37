#include "compiler/epilogue/bias_lanes.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/lanes/mapping.h"
#include "compiler/mappings/registry.h"
#include "compiler/program/compile_stats.h"
#include "compiler/workload/layer_file.h"
#include "isa/base/error.h"
#include "tests/compiler/support/compiled_run.h"
#include "tests/support/estimated_compile.h"
#include "tests/support/sample_layers.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;

/// What digits and constants make.
std::int64_t value_of(const std::vector<std::int8_t>& digits) {
  std::int64_t value = digits[0];
  for (std::size_t i = 1; i < digits.size(); ++i) value += kLargeConstant * digits[i];
  return value;
}

/// 20 channels of 9 x 9 with padding, kernel n x n, bias by lanes.
Layer lane_layer(int kernel) {
  Layer layer = depthwise_layer(20, 9, 9, kernel, 1);
  layer.pad_bottom = 0;
  layer.bias_entry = BiasEntry::lane;
  return layer;
}

}  // namespace

TEST_CASE("digits add up to the bias, as far as they reach") {
  for (const std::size_t lanes : {1u, 2u, 7u}) {
    const auto more = static_cast<std::int32_t>(lanes) - 1;
    const std::int32_t low = -128 - 127 * 128 * more;
    const std::int32_t high = 127 + 128 * 128 * more;
    for (const std::int32_t bias : {0, 1, -1, 127, -128, low, high, low + 1, high - 1, low / 2, high / 2}) {
      CAPTURE(lanes, bias);
      const auto digits = bias_digits(bias, lanes);
      REQUIRE(digits);
      CHECK(digits->size() == lanes);
      CHECK(value_of(*digits) == bias);
    }
    CHECK_FALSE(bias_digits(low - 1, lanes));
    CHECK_FALSE(bias_digits(high + 1, lanes));
  }
}

TEST_CASE("every bias within reach has digits") {
  rc::prop("random biases", [] {
    const auto bias = *rc::gen::inRange(-128 - 127 * 128 * 6, 128 + 128 * 128 * 6);
    const auto digits = bias_digits(bias, 7);
    RC_ASSERT(digits.has_value());
    RC_ASSERT(value_of(*digits) == bias);
  });
}

TEST_CASE("a bias in spare lanes computes the reference") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  Layer layer = lane_layer(3);
  std::vector<std::string> mappings = {"swapped", "im2col"};
  SECTION("one vector of taps") {}
  SECTION("two vectors of taps") { layer.kernel_h = layer.kernel_w = 5; }
  SECTION("a multiplier") { layer.out_channels = 40; }
  SECTION("a zero point") { layer.input_zero_point = 3; }
  SECTION("pixels in the last vector that do not exist, and a batch") {
    layer.batch = 2;
    layer.height = 6;
    layer.stride_w = 2;
  }
  SECTION("a first layer") {
    layer.channels = 3;
    layer.groups = 1;
    mappings = {"row-packing", "im2col", "swapped-im2col", "space-to-depth"};
    layer.stride_h = layer.stride_w = 2;
  }
  SECTION("a first layer whose patterns repeat") {
    layer.channels = 3;
    layer.groups = 1;
    mappings = {"pixel-packing", "row-packing"};
  }
  int compiled = 0;
  for (const std::string& mapping : mappings) {
    if (!applicable(mapping, layer, config)) continue;
    CAPTURE(mapping);
    CHECK(check_compiled(layer, mapping, config) == "");
    const CompileStats stats = compile_estimated(layer, random_tensors(layer), mapping, config).stats;
    CHECK(stats.read_bytes_by_buffer[static_cast<std::size_t>(isa::Buffer::acc)] == 0);
    ++compiled;
  }
  CHECK(compiled > 0);
}

TEST_CASE("spare lanes of any plane take a bias, where some tap of it never meets padding") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  Layer layer = lane_layer(1);
  layer.groups = 1;
  layer.channels = 24;  // 16 and 8.
  layer.out_channels = 20;
  layer.pad_top = layer.pad_left = layer.pad_right = 0;
  std::string name = "direct";
  std::size_t spare = 8;
  SECTION("nothing is padded") {}
  SECTION("nor where a zero point would have to be") { layer.input_zero_point = 3; }
  SECTION("padding around the middle tap") {
    layer.kernel_h = layer.kernel_w = 3;
    layer.pad_top = layer.pad_bottom = layer.pad_left = layer.pad_right = 1;
  }
  SECTION("a zero point in the padding, which the host writes") {
    layer.kernel_h = layer.kernel_w = 3;
    layer.pad_top = layer.pad_left = 1;
    layer.input_zero_point = -2;
  }
  SECTION("one plane") {
    name = "channel-padding";
    layer.channels = 3;
    spare = 13;
  }
  SECTION("a channel in each lane") {
    name = "diagonal";
    layer.channels = layer.groups = 8;
    layer.out_channels = 16;
  }
  CHECK(check_compiled(layer, name, config) == "");
  const Mapping mapping = make_mapping(name, layer, config);
  CHECK(mapping.constants.size() -
            static_cast<std::size_t>(std::count(mapping.constants.begin(), mapping.constants.end(), 0)) ==
        spare);
  CHECK(mapping.host_packed);
  const CompileStats stats = compile_estimated(layer, random_tensors(layer), name, config).stats;
  CHECK(stats.packed_bytes > 0);
  CHECK(stats.read_bytes_by_buffer[static_cast<std::size_t>(isa::Buffer::acc)] == 0);
}

TEST_CASE("any bias that fits its lanes computes the reference") {
  rc::prop("random layers", [] {
    const auto number = [](int low, int high) { return *rc::gen::inRange(low, high + 1); };
    Layer layer = lane_layer(1);
    const bool depthwise = number(0, 1) == 1;
    layer.channels = depthwise ? number(1, 20) : number(1, 4);
    layer.groups = depthwise ? layer.channels : 1;
    layer.out_channels = layer.groups * number(1, 3);
    layer.batch = number(1, 2);
    layer.height = number(5, 11);
    layer.width = number(5, 11);
    layer.kernel_h = number(1, 5);
    layer.kernel_w = number(1, 5);
    layer.stride_h = number(1, 2);
    layer.stride_w = number(1, 2);
    layer.input_zero_point = number(0, 1) * number(-4, 4);
    RC_LOG() << to_json(layer).dump() << '\n';
    const isa::HardwareConfig config = isa::find_hardware_config(*rc::gen::element("b16-bus64", "b32-bus64"));
    for (const std::string& mapping : mapping_names()) {
      if (!applicable(mapping, layer, config)) continue;
      try {
        RC_ASSERT(check_compiled(layer, mapping, config) == "");
        RC_TAG(mapping);
      } catch (const Error& error) {
        RC_ASSERT(std::string(error.what()).find("does not fit the") != std::string::npos);
      }
    }
  });
}

TEST_CASE("what lanes cannot carry is refused with layer, mapping and value") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const Layer full = lane_layer(4);
  CHECK_THROWS_WITH(compile_estimated(full, random_tensors(full), "swapped", config),
                    Contains("layer layer: bias_entry is \"lane\"") && Contains("with mapping swapped") &&
                        Contains("it has no lane to spare"));
  const Layer layer = lane_layer(3);
  CHECK_THROWS_WITH(compile_estimated(layer, random_tensors(layer), "diagonal", config),
                    Contains("with mapping diagonal it must be \"auto\"") && Contains("no lane to spare"));
  Layer few = layer;  // Of 2 x 2 taps on 9 rows with padding above none is always inside.
  few.channels = few.out_channels = few.groups = 8;
  few.kernel_h = few.kernel_w = 2;
  few.pad_bottom = 1;
  CHECK_THROWS_WITH(compile_estimated(few, random_tensors(few), "diagonal", config),
                    Contains("every tap that could bring in constants meets padding"));
  isa::HardwareConfig multiplying = config;
  multiplying.alu_mul = true;
  few.input_zero_point = 3;
  CHECK_THROWS_WITH(compile_estimated(few, random_tensors(few), "alu", multiplying),
                    Contains("sums are of one lane each"));
  LayerTensors tensors = random_tensors(layer);
  tensors.bias[5] = 98'432;
  CHECK_THROWS_WITH(
      compile_estimated(layer, tensors, "swapped", config),
      Contains("channel 5") && Contains("98432, does not fit the 7 spare lanes") && Contains("-97664 to 98431"));
  tensors.bias[5] = 98'431;
  CHECK_NOTHROW(compile_estimated(layer, tensors, "swapped", config));
}

}  // namespace vtasim::compiler
