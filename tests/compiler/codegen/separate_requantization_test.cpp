#include "compiler/codegen/separate_requantization.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>

#include "compiler/epilogue/alu_pass.h"
#include "compiler/epilogue/requantization.h"
#include "compiler/lanes/mapping.h"
#include "compiler/mappings/registry.h"
#include "compiler/program/compile_stats.h"
#include "compiler/workload/layer_file.h"
#include "tests/compiler/support/compiled_run.h"
#include "tests/support/configurations.h"
#include "tests/support/estimated_compile.h"
#include "tests/support/sample_layers.h"

namespace vtasim::compiler {
namespace {

int number(int low, int high) { return *rc::gen::inRange(low, high + 1); }

/// 20 channels of 9 x 9 with padding, requantized in a second pass.
Layer separate_layer() {
  Layer layer = depthwise_layer(20, 9, 9, 3, 1);
  layer.requantization_pass = RequantizationPass::separate;
  return layer;
}

int digits_of(const Layer& layer, const LayerTensors& tensors) {
  return requantization_passes(layer, tensors).front().stored_digits;
}

void check_all(const Layer& layer, const isa::HardwareConfig& config) {
  for (const std::string& mapping : mapping_names()) {
    if (!applicable(mapping, layer, config)) continue;
    CAPTURE(mapping);
    CHECK(check_compiled(layer, mapping, config) == "");
  }
}

}  // namespace

TEST_CASE("a second pass computes the reference") {
  Layer layer = separate_layer();
  SECTION("as it is") {}
  SECTION("shifts by channel and a zero point") {
    layer.input_zero_point = -9;
    for (int o = 0; o < 20; ++o) layer.shifts.push_back(6 + o % 4);
  }
  SECTION("no bias, no requantization that acts") {
    layer.bias = false;
    layer.shift = 31;
  }
  SECTION("tiles in the padding") {
    layer.bias = false;
    layer.pad_top = 14;
  }
  SECTION("several images, bias by loads") {
    layer.batch = 3;
    layer.bias_entry = BiasEntry::load;
  }
  SECTION("an ordinary layer") {
    layer.groups = 1;
    layer.channels = 40;
  }
  SECTION("planes larger than a chunk") { layer.height = layer.width = 50; }
  for (const char* hardware : {"b16-bus64", "b16-bus512"}) check_all(layer, isa::find_hardware_config(hardware));
}

TEST_CASE("sums at the ends of 32 bits come back whole") {
  Layer layer = separate_layer();
  layer.kernel_h = layer.kernel_w = 1;
  layer.pad_top = layer.pad_bottom = layer.pad_left = layer.pad_right = 0;
  layer.shift = 24;
  LayerTensors tensors = random_tensors(layer);
  tensors.bias[0] = 0x7fffff00;
  tensors.bias[1] = -0x7fffff00;
  tensors.bias[2] = 0x7f7f7f7f;
  tensors.bias[3] = -0x7f7f7f80;
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  CHECK(digits_of(layer, tensors) == 4);
  for (const char* mapping : {"diagonal", "swapped"}) {
    const CompiledLayer compiled = compile_estimated(layer, tensors, mapping, config);
    REQUIRE(shared_machine().run(config, compiled.program).problem == "");
    const isa::Region& expected = compiled.expected.front();
    CHECK(std::equal(expected.bytes.begin(), expected.bytes.end(), shared_machine().dram().begin() + expected.address));
  }
}

TEST_CASE("sums take as few digits as hold them") {
  Layer layer = separate_layer();
  layer.channels = layer.out_channels = layer.groups = 1;
  layer.kernel_h = layer.kernel_w = 1;
  LayerTensors tensors = random_tensors(layer);
  const auto digits = [&](std::int8_t weight, std::int32_t bias) {
    tensors.weights.data = {weight};
    tensors.bias = {bias};
    return digits_of(layer, tensors);
  };
  CHECK(digits(1, 0) == 1);
  CHECK(digits(1, 1) == 2);
  CHECK(digits(127, 0) == 2);
  CHECK(digits(1, 32767 - 127) == 2);
  CHECK(digits(1, 32768 - 127) == 3);
  CHECK(digits(1, -32768 + 128) == 2);
  CHECK(digits(1, -32769 + 128) == 3);
  CHECK(digits(1, (1 << 23) - 128) == 3);
  CHECK(digits(1, (1 << 23) - 127) == 4);
}

TEST_CASE("the second pass costs what it moves and joins") {
  Layer layer = separate_layer();
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const LayerTensors tensors = random_tensors(layer);
  const int digits = digits_of(layer, tensors);
  REQUIRE(digits == 3);
  const CompileStats separate = compile_estimated(layer, tensors, "diagonal", config).stats;
  layer.requantization_pass = RequantizationPass::fused;
  const CompileStats fused = compile_estimated(layer, tensors, "diagonal", config).stats;
  const std::int64_t vectors = 2 * 9 * 9;
  CHECK(separate.write_bytes == fused.write_bytes + digits * vectors * 16);
  // A GEMM a digit, after a reset.
  CHECK(separate.gemm_ops == fused.gemm_ops + (1 + digits) * vectors);
  // ADD and SHR for every digit but the last, and the shift back.
  CHECK(separate.alu_cycles == fused.alu_cycles + 3 * (digits - 1) * vectors);
}

TEST_CASE("any layer is requantized in a second pass on any configuration") {
  rc::prop("random layers and configurations", [] {
    Layer layer = separate_layer();
    const int kind = number(0, 2);
    layer.channels = layer.groups = number(1, 24);
    if (kind == 1) layer.groups = 1;
    layer.out_channels = layer.groups * number(1, kind == 1 ? 24 : 2);
    layer.batch = number(1, 2);
    layer.height = number(3, 12);
    layer.width = number(3, 12);
    layer.stride_w = number(1, 2);
    layer.bias = number(0, 1) == 1;
    layer.shift = number(0, 12);
    if (number(0, 1) == 1) {
      for (int o = 0; o < layer.out_channels; ++o) layer.shifts.push_back(number(0, 12));
    }
    layer.input_zero_point = number(0, 1) * number(-128, 127);
    const LogDepths depths{number(5, 11), number(5, 11), number(5, 10), number(6, 11)};
    const isa::HardwareConfig config = configuration(number(3, 5), *rc::gen::element(64, 256), depths);
    RC_LOG() << to_json(layer).dump() << '\n' << to_json(config).dump() << '\n';
    for (const char* mapping : {"diagonal", "swapped", "patches", "direct", "swapped-im2col"}) {
      if (applicable(mapping, layer, config)) RC_ASSERT(check_compiled(layer, mapping, config) == "");
    }
  });
}

}  // namespace vtasim::compiler
