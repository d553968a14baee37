#include "compiler/program/compile.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "compiler/epilogue/requantization.h"
#include "compiler/lanes/mapping.h"
#include "compiler/mappings/registry.h"
#include "compiler/packing/packing.h"
#include "compiler/program/build_program.h"
#include "compiler/program/compile_stats.h"
#include "compiler/program/dram_layout.h"
#include "compiler/tiling/tiling_candidates.h"
#include "compiler/workload/layer_file.h"
#include "isa/base/error.h"
#include "isa/instruction_stream.h"
#include "tests/compiler/support/compiled_run.h"
#include "tests/support/configurations.h"
#include "tests/support/estimated_compile.h"
#include "tests/support/sample_layers.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;

void set_padding(Layer& layer, int top, int bottom, int left, int right) {
  layer.pad_top = top;
  layer.pad_bottom = bottom;
  layer.pad_left = left;
  layer.pad_right = right;
}

void check_both(const Layer& layer, const isa::HardwareConfig& config) {
  for (const std::string& mapping : mapping_names()) {
    if (!applicable(mapping, layer, config)) continue;
    CAPTURE(mapping, config.name);
    CHECK(check_compiled(layer, mapping, config) == "");
  }
}

/// Of the layer in tiles of so many whole rows, with all filters of a group, all taps in one step.
CompileStats stats_in_bands(const Layer& layer, const std::string& mapping, int rows,
                            const isa::HardwareConfig& config) {
  const LoopNest nest = make_mapping(mapping, layer, config).nest;
  TilingPlan plan;
  plan.shape = {1, nest.filters_per_group, rows, nest.cols, kFiltersStay};
  plan.taps_per_step = static_cast<int>(nest.taps.size());
  REQUIRE(TilingCandidates(nest, ScratchpadPartition::whole(config)).fits(plan));
  const Tiling tiling = tiling_of(nest, plan);
  return compile_estimated(layer, random_tensors(layer), mapping, config, &tiling).stats;
}

struct Measured {
  std::int64_t cycles = 0;
  CompileStats stats;
};

Measured run_entry(const std::string& layer_name, const std::string& mapping, const std::string& hardware) {
  const Layer layer = find_layer(layer_name);
  const isa::HardwareConfig config = isa::find_hardware_config(hardware);
  const CompiledLayer compiled = compile_estimated(layer, random_tensors(layer), mapping, config);
  machine::RunOptions options;
  options.values = false;
  const machine::RunResult result = shared_machine().run(config, compiled.program, options);
  REQUIRE(result.problem == "");
  return {result.record.cycles, compiled.stats};
}

}  // namespace

TEST_CASE("every shipped layer, mapping and configuration computes the reference") {
  for (const std::string& layer : layer_names()) {
    for (const std::string& hardware : isa::hardware_config_names()) {
      CAPTURE(layer, hardware);
      check_both(find_layer(layer), isa::find_hardware_config(hardware));
    }
  }
}

TEST_CASE("what makes depthwise layers different is right: stride, padding, dilation, multiplier, batch") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  Layer layer = depthwise_layer(20, 13, 17, 3);
  SECTION("nothing") {}
  SECTION("strides") {
    layer.stride_h = 2;
    layer.stride_w = 3;
  }
  SECTION("padding on four sides") { set_padding(layer, 0, 2, 1, 3); }
  SECTION("padding beyond what LOAD can write") { set_padding(layer, 17, 1, 0, 20); }
  SECTION("more padding than kernel: outputs of nothing but bias") { set_padding(layer, 5, 6, 4, 7); }
  SECTION("dilation") {
    layer.dilation_h = 3;
    layer.dilation_w = 2;
    set_padding(layer, 2, 1, 1, 1);
  }
  SECTION("a multiplier") { layer.out_channels = 3 * layer.channels; }
  SECTION("a multiplier with fewer channels than lanes") {
    layer.channels = layer.groups = 5;
    layer.out_channels = 20;
  }
  SECTION("a batch") {
    layer.batch = 3;
    set_padding(layer, 1, 1, 1, 1);
  }
  SECTION("more taps than lanes") {
    layer.kernel_h = 5;
    layer.kernel_w = 7;
  }
  SECTION("one tap") { layer.kernel_h = layer.kernel_w = 1; }
  SECTION("one output") {
    layer.kernel_h = 13;
    layer.kernel_w = 17;
  }
  SECTION("many channels of small planes") {
    layer = depthwise_layer(200, 5, 5, 3);
    set_padding(layer, 1, 1, 1, 1);
  }
  SECTION("one channel") { layer.channels = layer.groups = layer.out_channels = 1; }
  check_both(layer, config);
}

TEST_CASE("requantization in all its forms") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  Layer layer = depthwise_layer(20, 9, 9, 3);
  SECTION("none: the low 8 bits of sums that fit them") {
    layer.shift = 0;
    layer.bias = false;
    layer.kernel_h = layer.kernel_w = 1;
  }
  SECTION("clamps alone") { layer.shift = 0; }
  SECTION("no bias") { layer.bias = false; }
  SECTION("relu and a narrow clip") {
    layer.relu = true;
    layer.clip_max = 50;
  }
  SECTION("a clip that does not hold 0, which unused lanes would be") {
    layer.clip_min = 9;
    layer.clip_max = 99;
  }
  SECTION("the largest shift") { layer.shift = 31; }
  check_both(layer, config);
}

TEST_CASE("without bias and requantization, tiles in the padding still get their zeros") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  Layer layer = depthwise_layer(16, 60, 60, 1);
  layer.shift = 0;
  layer.bias = false;
  // Weights of 0 leave no clamp that could act; rows 0 to 14 read nothing but padding.
  set_padding(layer, 15, 0, 0, 0);
  LayerTensors tensors = random_tensors(layer);
  for (std::int8_t& weight : tensors.weights.data) weight = static_cast<std::int8_t>(weight & 1);
  const CompiledLayer compiled = compile_estimated(layer, tensors, "diagonal", config);
  CHECK(compiled.stats.alu_cycles < 16 * 60);
  REQUIRE(shared_machine().run(config, compiled.program).problem == "");
  const auto& dram = shared_machine().dram();
  const isa::Region& expected = compiled.expected.front();
  CHECK(std::equal(expected.bytes.begin(), expected.bytes.end(),
                   dram.begin() + static_cast<std::ptrdiff_t>(expected.address)));
}

TEST_CASE("the smallest scratchpads that a configuration can have hold every layer, in steps") {
  Layer layer = depthwise_layer(9, 6, 7, 3);
  set_padding(layer, 1, 1, 1, 1);
  Layer large_kernel = depthwise_layer(9, 6, 7, 5);
  set_padding(large_kernel, 2, 2, 2, 2);
  layer.out_channels = 18;
  for (const int log_block : {3, 4, 5, 6}) {
    for (const int bus : {64, 128, 256, 512}) {
      CAPTURE(log_block, bus);
      // A wide scratchpad has at least two lines of a beat each.
      const auto least = [&](int log_element_bits) {
        int log_bus = 6;
        while ((1 << log_bus) < bus) ++log_bus;
        return 1 + std::max(0, log_bus - log_element_bits);
      };
      const LogDepths depths{least(5), least(log_block + 3), least(2 * log_block + 3), least(log_block + 3)};
      const isa::HardwareConfig config = configuration(log_block, bus, depths, 16);
      check_both(layer, config);
      check_both(large_kernel, config);
    }
  }
}

TEST_CASE("the first depthwise layer of MobileNetV1 takes few cycles more than it must") {
  // Good programs on the RTL took 330,729 cycles (diagonal, 64 bits), and a naive swapped one 133,779 (512 bits).
  const Measured diagonal = run_entry("mobilenet-v1-dw1", "diagonal", "b16-bus64");
  CHECK(diagonal.cycles < 330'000);
  CHECK(diagonal.cycles * 50 < diagonal.stats.bound() * 51);
  const Measured swapped = run_entry("mobilenet-v1-dw1", "swapped", "b16-bus512");
  CHECK(swapped.cycles < 130'000);
  CHECK(swapped.cycles * 20 < swapped.stats.bound() * 21);
  CHECK(run_entry("mobilenet-v1-dw1", "swapped", "b16-bus64").cycles < 808'000);
  CHECK(run_entry("mobilenet-v1-dw1", "diagonal", "b16-bus512").cycles < 329'000);
}

TEST_CASE("statistics of the first depthwise layer of MobileNetV1 are what its definition says") {
  const Layer layer = find_layer("mobilenet-v1-dw1");
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const std::int64_t vectors = 2 * 112 * 112;
  const CompileStats diagonal = stats_in_bands(layer, "diagonal", 4, config);
  CHECK(diagonal.useful_macs == vectors * 16 * 9);
  CHECK(diagonal.gemm_ops == vectors * 9);
  CHECK(diagonal.alu_cycles == vectors * 4);
  CHECK(diagonal.lane_efficiency == Approx(1.0 / 16));
  CHECK(diagonal.packed_bytes == 0);
  CHECK(diagonal.write_bytes == vectors * 16);
  const CompileStats swapped = stats_in_bands(layer, "swapped", 4, config);
  CHECK(swapped.gemm_ops == vectors);
  CHECK(swapped.alu_cycles == vectors * 4);
  CHECK(swapped.lane_efficiency == Approx(9.0 / 16));
  CHECK(swapped.packed_bytes == vectors * 256);
  CHECK(swapped.read_bytes_by_buffer[static_cast<std::size_t>(isa::Buffer::wgt)] == vectors * 256);
  CHECK(swapped.bound() == swapped.least.read);
  CHECK(swapped.least.read > vectors * 32);
}

TEST_CASE("a multiplier reuses the activations on chip") {
  Layer layer = depthwise_layer(16, 30, 30, 3);
  layer.out_channels = 64;
  const CompileStats stats = stats_in_bands(layer, "diagonal", 7, isa::find_hardware_config("b16-bus64"));
  // Not four times; tiles at their edges read rows again.
  CHECK(stats.read_bytes_by_buffer[static_cast<std::size_t>(isa::Buffer::inp)] < 3 * 30 * 30 * 16);
}

TEST_CASE("rows that no output reads are not loaded, and planes come together") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  Layer layer = depthwise_layer(32, 14, 14, 1);
  layer.bias = false;
  layer.groups = 1;
  layer.stride_h = layer.stride_w = 2;
  const auto compiled = [&] {
    const LoopNest nest = make_mapping("direct", layer, config).nest;
    TilingPlan plan;  // A single tile.
    plan.shape = {1, nest.filters, nest.rows, nest.cols, kFiltersStay};
    plan.taps_per_step = static_cast<int>(nest.taps.size());
    REQUIRE(TilingCandidates(nest, ScratchpadPartition::whole(config)).fits(plan));
    const Tiling tiling = tiling_of(nest, plan);
    CHECK(check_compiled(layer, "direct", config, &tiling) == "");
    return compile_estimated(layer, random_tensors(layer), "direct", config, &tiling);
  };
  const auto inp_loads = [](const isa::Program& program) {
    const std::vector<isa::Instruction> all = instructions_of(program);
    return std::count_if(all.begin(), all.end(), [](const isa::Instruction& instruction) {
      const auto* load = std::get_if<isa::Load>(&instruction);
      return load != nullptr && static_cast<isa::Buffer>(load->buffer) == isa::Buffer::inp;
    });
  };
  const auto inp_bytes = [](const CompiledLayer& result) {
    return result.stats.read_bytes_by_buffer[static_cast<std::size_t>(isa::Buffer::inp)];
  };
  const CompiledLayer even = compiled();
  // 7 rows of 13 pixels of 2 planes.
  CHECK(inp_bytes(even) == 7 * 13 * 2 * 16);
  CHECK(inp_loads(even.program) == 1);
  layer.height = 15;  // The last row has no other after it to make a row of two with.
  CHECK(inp_bytes(compiled()) == 15 * 13 * 2 * 16);
  layer.height = 14;
  layer.pad_left = layer.pad_right = 1;
  CHECK(inp_bytes(compiled()) > 7 * 13 * 2 * 16);
  layer.pad_left = layer.pad_right = 0;
  layer.kernel_h = 2;
  CHECK(inp_bytes(compiled()) == 14 * 13 * 2 * 16);
}

TEST_CASE("a program can lie anywhere, with its tensors elsewhere, and takes the same cycles") {
  const Layer layer = depthwise_layer(40, 12, 11, 3, 1);
  for (const char* name : {"b16-bus64", "b16-bus512"}) {
    const isa::HardwareConfig config = isa::find_hardware_config(name);
    const LayerTensors tensors = random_tensors(layer);
    const Mapping mapping = make_mapping("diagonal", layer, config);
    const CompiledLayer alone = compile_estimated(layer, tensors, "diagonal", config);
    const std::vector<AluPass> passes = requantization_passes(layer, tensors);
    const Tiling tiling = estimated_tiling(layer, mapping, passes, config);
    const std::uint64_t multiple = DramLayout::alignment(isa::Buffer::wgt, config);
    const Placement placement{0x40000, 0x10000, std::nullopt, 0x20000 + multiple};
    BuiltProgram built = build_program(layer, mapping, tiling, passes, config, placement);
    add_weights(layer, tensors, mapping, config, built, built.program);
    CHECK(built.activation == placement.activation);
    CHECK(built.output == placement.output);
    for (const isa::Region& region : built.program.regions) CHECK(region.address >= placement.begin);
    isa::DramImage dram = built.program.image();
    const std::vector<std::uint8_t> input = pack_activation(layer, mapping, config, tensors.input);
    std::copy(input.begin(), input.end(), dram.begin() + *placement.activation);
    machine::RunOptions options;
    options.dram = &dram;
    const machine::RunResult run = shared_machine().run(config, built.program, options);
    const std::vector<std::uint8_t>& expected = alone.expected.front().bytes;
    CHECK(std::equal(expected.begin(), expected.end(), shared_machine().dram().begin() + built.output));
    CHECK(run.record.timing == shared_machine().run(config, alone.program).record.timing);
  }
}

TEST_CASE("what cannot be lowered is refused with layer, limit and value") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  Layer grouped = depthwise_layer(16, 8, 8, 3);
  grouped.groups = 4;
  CHECK_THROWS_WITH(compile_estimated(grouped, random_tensors(grouped), "diagonal", config),
                    Contains("layer layer: groups is 4") && Contains("16"));
  const Layer wide = depthwise_layer(1, 1, 65536, 1);
  CHECK_THROWS_WITH(compile_estimated(wide, random_tensors(wide), "diagonal", config),
                    Contains("layer layer") && Contains("65536") && Contains("65535"));
  Layer large = depthwise_layer(20000, 130, 130, 3);
  large.bias = false;
  CHECK_THROWS_WITH(compile_estimated(large, LayerTensors{}, "swapped", config),
                    Contains("layer layer") && Contains("4294967296 bytes"));
  const Layer many_taps = depthwise_layer(1, 200, 200, 150);
  CHECK_THROWS_WITH(compile_estimated(many_taps, random_tensors(many_taps), "swapped", config),
                    Contains("22500 taps") && Contains("16384"));
  CHECK_THROWS_WITH(compile_estimated(wide, random_tensors(wide), "sideways", config),
                    Contains("sideways") && Contains("diagonal, swapped"));
}

}  // namespace vtasim::compiler
