// Requantization and its neighbours on the machine, in every form that a layer file can ask for.

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

#include "compiler/epilogue/bias_and_shifts.h"
#include "compiler/lanes/mapping.h"
#include "compiler/mappings/registry.h"
#include "compiler/program/compile_stats.h"
#include "compiler/workload/layer_quantization.h"
#include "compiler/workload/reference.h"
#include "tests/compiler/support/compiled_run.h"
#include "tests/support/configurations.h"
#include "tests/support/estimated_compile.h"
#include "tests/support/sample_layers.h"

namespace vtasim::compiler {
namespace {

/// 20 channels of 9 x 9 with padding on all sides, by nine taps.
Layer padded_layer() { return depthwise_layer(20, 9, 9, 3, 1); }

/// 7, 8, 9, 7 ... for each channel.
std::vector<int> mixed_shifts(int channels) {
  std::vector<int> shifts;
  for (int channel = 0; channel < channels; ++channel) shifts.push_back(7 + channel % 3);
  return shifts;
}

void check_all(const Layer& layer, const isa::HardwareConfig& config) {
  for (const std::string& mapping : mapping_names()) {
    if (!applicable(mapping, layer, config)) continue;
    CAPTURE(mapping, config.name, to_string(layer.bias_entry));
    CHECK(check_compiled(layer, mapping, config) == "");
  }
}

CompileStats stats_of(const Layer& layer, const std::string& mapping, const std::string& hardware) {
  return compile_estimated(layer, random_tensors(layer), mapping, isa::find_hardware_config(hardware)).stats;
}

}  // namespace

TEST_CASE("quantization of every kind computes the reference") {
  Layer layer = padded_layer();
  SECTION("a shift for each channel") { layer.shifts = mixed_shifts(20); }
  SECTION("shifts that are all the same, given one by one") { layer.shifts.assign(20, 9); }
  SECTION("shifts for each channel, no bias") {
    layer.shifts = mixed_shifts(20);
    layer.bias = false;
  }
  SECTION("shifts that differ between vectors, not in them") {
    layer.shifts.assign(20, 7);
    std::fill(layer.shifts.begin() + 16, layer.shifts.end(), 9);
  }
  SECTION("some channels are not shifted") {
    layer.shifts = mixed_shifts(20);
    layer.shifts[3] = 0;
  }
  SECTION("relu6") {
    layer.relu6 = 60;
    layer.clip_min = -20;
  }
  SECTION("an input zero point") { layer.input_zero_point = 37; }
  SECTION("the lowest input zero point, no bias") {
    layer.input_zero_point = -128;
    layer.bias = false;
  }
  SECTION("an input zero point without padding") {
    layer.input_zero_point = -3;
    layer.pad_top = layer.pad_bottom = layer.pad_left = layer.pad_right = 0;
  }
  SECTION("an input zero point, strides and uneven padding") {
    layer.input_zero_point = 11;
    layer.stride_h = 2;
    layer.stride_w = 3;
    layer.pad_left = 4;
    layer.pad_bottom = 0;
    layer.shifts = mixed_shifts(20);
  }
  SECTION("rounding") { layer.rounding = Rounding::half_up; }
  SECTION("rounding by a shift for each channel, of which some are 0, without bias") {
    layer.rounding = Rounding::half_up;
    layer.shifts = mixed_shifts(20);
    layer.shifts[3] = 0;
    layer.bias = false;
  }
  SECTION("rounding, an input zero point and padding") {
    layer.rounding = Rounding::half_up;
    layer.input_zero_point = 37;
  }
  SECTION("rounding by loads") {
    layer.rounding = Rounding::half_up;
    layer.bias_entry = BiasEntry::load;
  }
  SECTION("rounding in a second pass") {
    layer.rounding = Rounding::half_up;
    layer.requantization_pass = RequantizationPass::separate;
  }
  SECTION("bias by loads, without requantization") {
    layer.bias_entry = BiasEntry::load;
    layer.shift = 0;
    layer.clip_min = -128;
  }
  SECTION("bias by loads of whole bursts and one vector more") {
    layer.bias_entry = BiasEntry::load;
    layer.height = 3;
    layer.width = 11;
  }
  SECTION("bias by loads and a multiplier") {
    layer.bias_entry = BiasEntry::load;
    layer.out_channels = 60;
    layer.shifts = mixed_shifts(60);
  }
  for (const char* hardware : {"b16-bus64", "b16-bus512"}) check_all(layer, isa::find_hardware_config(hardware));
}

TEST_CASE("shifts by channel take registers where lanes differ, immediates where a vector is one channel") {
  Layer layer = padded_layer();
  layer.height = layer.width = 32;
  layer.shifts = mixed_shifts(20);
  Layer plain = layer;
  plain.shifts.clear();
  const std::int64_t vectors = 2 * 32 * 32;
  CHECK(stats_of(layer, "diagonal", "b16-bus64").alu_cycles ==
        stats_of(plain, "diagonal", "b16-bus64").alu_cycles + vectors);
  CHECK(stats_of(layer, "swapped", "b16-bus64").alu_cycles == stats_of(plain, "swapped", "b16-bus64").alu_cycles);
}

TEST_CASE("vectors of one channel take registers as well, where a few vectors cost less than an instruction") {
  Layer layer = padded_layer();
  layer.height = layer.width = 4;
  layer.shifts = mixed_shifts(20);
  Layer plain = layer;
  plain.shifts.clear();
  // One vector a channel.
  CHECK(stats_of(layer, "swapped", "b16-bus512").alu_cycles ==
        stats_of(plain, "swapped", "b16-bus512").alu_cycles + 20);
}

TEST_CASE("bias by loads costs bus instead of ALU") {
  Layer layer = padded_layer();
  layer.height = layer.width = 32;
  const CompileStats alu = stats_of(layer, "diagonal", "b16-bus64");
  layer.bias_entry = BiasEntry::load;
  const CompileStats load = stats_of(layer, "diagonal", "b16-bus64");
  const std::int64_t vectors = 2 * 32 * 32;
  const auto acc = static_cast<std::size_t>(isa::Buffer::acc);
  CHECK(alu.alu_cycles == load.alu_cycles + vectors);
  CHECK(alu.read_bytes_by_buffer[acc] == 2 * 64);
  CHECK(load.read_bytes_by_buffer[acc] == vectors * 64);
}

TEST_CASE("the folded bias is the bias without what the zero point adds") {
  Layer layer = padded_layer();
  layer.channels = layer.out_channels = layer.groups = 2;
  layer.kernel_h = 1;
  layer.kernel_w = 2;
  LayerTensors tensors;
  tensors.weights = Tensor8::zeros(2, 1, 1, 2);
  tensors.weights.data = {3, -5, 100, 27};
  tensors.bias = {7, -9};
  CHECK(folded_bias(layer, tensors) == std::vector<std::int32_t>{7, -9});
  layer.input_zero_point = 10;
  CHECK(folded_bias(layer, tensors) == std::vector<std::int32_t>{7 + 20, -9 - 1270});
  layer.bias = false;
  CHECK(folded_bias(layer, tensors) == std::vector<std::int32_t>{20, -1270});
  layer.input_zero_point = 0;
  CHECK(folded_bias(layer, tensors).empty());
}

TEST_CASE("the folded bias has half of what each channel's shift divides by, where sums are rounded") {
  Layer layer = padded_layer();
  layer.channels = layer.out_channels = layer.groups = 3;
  layer.kernel_h = layer.kernel_w = 1;
  layer.rounding = Rounding::half_up;
  LayerTensors tensors;
  tensors.weights = Tensor8::zeros(3, 1, 1, 1);
  tensors.weights.data = {1, 2, 3};
  tensors.bias = {7, -9, std::numeric_limits<std::int32_t>::max()};
  layer.shift = 4;
  CHECK(folded_bias(layer, tensors) == std::vector<std::int32_t>{15, -1, std::numeric_limits<std::int32_t>::min() + 7});
  layer.shifts = {1, 0, 31};
  layer.bias = false;
  CHECK(folded_bias(layer, tensors) == std::vector<std::int32_t>{1, 0, 1 << 30});
  layer.input_zero_point = 10;
  CHECK(folded_bias(layer, tensors) == std::vector<std::int32_t>{1 - 10, -20, (1 << 30) - 30});
  layer.input_zero_point = 0;
  layer.shifts = {0, 0, 0};
  CHECK_FALSE(layer.has_bias());
  CHECK(folded_bias(layer, tensors).empty());
}

TEST_CASE("rounding costs a layer with a bias neither operations nor bytes") {
  Layer layer = padded_layer();
  for (const char* mapping : {"diagonal", "swapped", "patches"}) {
    CAPTURE(mapping);
    layer.rounding = Rounding::floor;
    const CompileStats floor = stats_of(layer, mapping, "b16-bus64");
    layer.rounding = Rounding::half_up;
    const CompileStats half_up = stats_of(layer, mapping, "b16-bus64");
    CHECK(half_up.alu_cycles == floor.alu_cycles);
    CHECK(half_up.gemm_ops == floor.gemm_ops);
    CHECK(half_up.read_bytes_by_buffer == floor.read_bytes_by_buffer);
  }
}

TEST_CASE("padding with a zero point is a matter of biases, or else the host's, and counted") {
  constexpr std::int64_t kPaddedPlane = 2 * 11 * 11 * 16;
  Layer layer = padded_layer();
  CHECK(stats_of(layer, "diagonal", "b16-bus64").packed_bytes == 0);
  layer.input_zero_point = 1;
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  CHECK(stats_of(layer, "diagonal", "b16-bus64").packed_bytes == 0);
  CHECK(make_mapping("diagonal", layer, config).nest.biases() == 9);
  layer.bias_entry = BiasEntry::load;
  CHECK(stats_of(layer, "diagonal", "b16-bus64").packed_bytes == kPaddedPlane);
  CHECK(make_mapping("diagonal", layer, config).nest.biases() == 1);
}

}  // namespace vtasim::compiler
