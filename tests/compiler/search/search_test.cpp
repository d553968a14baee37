#include "compiler/search/search.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "compiler/epilogue/alu_pass.h"
#include "compiler/epilogue/bias_and_shifts.h"
#include "compiler/epilogue/requantization.h"
#include "compiler/graph/network_file.h"
#include "compiler/mappings/registry.h"
#include "compiler/program/compile_stats.h"
#include "compiler/program/stats.h"
#include "compiler/search/search_mappings.h"
#include "compiler/workload/layer_file.h"
#include "compiler/workload/network.h"
#include "isa/base/error.h"
#include "isa/instruction_stream.h"
#include "tests/support/configurations.h"
#include "tests/support/sample_layers.h"
#include "tests/support/shared_machine.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;

const std::vector<std::int32_t> kBias(48, -300);  // Of small_layer().
const std::vector<AluPass> kPasses = {{isa::AluOp::shr, 9, {}}, {isa::AluOp::min, 127, {}}, {isa::AluOp::max, 0, {}}};

Layer small_layer() {
  Layer layer = depthwise_layer(48, 28, 28, 3, 1);
  layer.name = "small";
  return layer;
}

Evaluator machine_evaluator(const isa::HardwareConfig& config) {
  return [&config](const isa::Program& program) {
    machine::RunOptions timing_only;
    timing_only.values = false;
    const machine::RunResult run = shared_machine().run(config, program, timing_only);
    return run.record.finished ? run.record.cycles : std::numeric_limits<std::int64_t>::max();
  };
}

MappingChoice search_each(const Layer& layer, const std::vector<std::int32_t>& bias, const std::vector<AluPass>& passes,
                          const std::vector<Mapping>& mappings, const isa::HardwareConfig& config,
                          const Evaluator& evaluate) {
  return search_mappings(layer, passes, mappings, config, [&](const Mapping& mapping) {
    return search_mapping(layer, bias, passes, mapping, config, SearchEffort::quick, evaluate);
  });
}

/// Cycles of a network's layer by the best mapping.
std::int64_t best_cycles(const std::string& network, const std::string& name, const std::string& hardware) {
  const Layer layer = select_layers(find_network(network), {name}).layers.at(0);
  const isa::HardwareConfig config = isa::find_hardware_config(hardware);
  const auto mappings = mapping_candidates(layer, config, 1 + static_cast<int>(kPasses.size()), SearchEffort::quick);
  const std::vector<std::int32_t> bias = folded_bias(layer, random_tensors(layer));
  return search_each(layer, bias, kPasses, mappings, config, machine_evaluator(config)).search.cycles;
}

}  // namespace

TEST_CASE("the evaluator decides: the result is the best of what it was shown") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const Mapping mapping = make_mapping("diagonal", small_layer(), config);
  std::vector<std::int64_t> shown;
  const Evaluator many_instructions = [&](const isa::Program& program) {
    shown.push_back(10'000'000 - 1000 * std::int64_t{program.insn_count});  // The opposite of what estimates go for.
    return shown.back();
  };
  const SearchResult result =
      search_tiling(small_layer(), mapping, kPasses, config, SearchEffort::quick, many_instructions);
  REQUIRE(shown.size() > 5);
  CHECK(result.cycles == *std::min_element(shown.begin(), shown.end()));
  CHECK(result.cycles < shown.front());
  CHECK(result.simulated == static_cast<int>(shown.size()));
  CHECK(result.considered > result.simulated);
  const BuiltProgram found =
      build_program(small_layer(), mapping, tiling_of(mapping.nest, result.plan), kPasses, config);
  CHECK(10'000'000 - 1000 * std::int64_t{found.program.insn_count} == result.cycles);
}

TEST_CASE("of tilings that are as fast the one that reads least is found") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const Mapping mapping = make_mapping("diagonal", small_layer(), config);
  std::vector<std::int64_t> shown;
  const Evaluator all_the_same = [&](const isa::Program& program) {
    CompileStats stats;
    count_instructions(instructions_of(program), program.insn_addr, config, stats);
    shown.push_back(stats.read_bytes);
    return 10'000'000;
  };
  const SearchResult result = search_tiling(small_layer(), mapping, kPasses, config, SearchEffort::quick, all_the_same);
  const BuiltProgram found =
      build_program(small_layer(), mapping, tiling_of(mapping.nest, result.plan), kPasses, config);
  // 50 beats of 8 bytes count as a cycle.
  CHECK(found.stats.read_bytes - *std::min_element(shown.begin(), shown.end()) < 400);
  CHECK(found.stats.read_bytes + 400 < *std::max_element(shown.begin(), shown.end()));
}

TEST_CASE("a search near another looks at its best few plans, at one where that is much slower") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const Mapping mapping = make_mapping("diagonal", small_layer(), config);
  const auto search_near = [&](const SearchResult& found, std::int64_t cycles) {
    return search_tiling_near(found, small_layer(), mapping, kPasses, config, SearchEffort::quick,
                              [cycles](const isa::Program&) { return cycles; });
  };
  const SearchResult found = search_tiling(small_layer(), mapping, kPasses, config, SearchEffort::quick,
                                           [](const isa::Program&) { return 1'000'000; });
  REQUIRE(found.best_few.size() == 3);
  CHECK(search_near(found, 1'200'000).simulated == 1);
  CHECK(search_near(found, 1'050'000).simulated == 3);
  const int near = search_near(found, 1'010'000).simulated;
  CHECK(near > 3);
  CHECK(near < found.simulated);
}

TEST_CASE("a search ends where the bound is reached, and repeats itself") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const Mapping mapping = make_mapping("diagonal", small_layer(), config);
  const auto search = [&](SearchEffort effort, const Evaluator& evaluate) {
    return search_tiling(small_layer(), mapping, kPasses, config, effort, evaluate);
  };
  const Evaluator bound = [](const isa::Program&) { return 1; };
  // The second is the same without operations on padding, which has a bound of its own.
  CHECK(search(SearchEffort::full, bound).simulated == 2);
  Layer unpadded = small_layer();
  unpadded.pad_top = unpadded.pad_bottom = unpadded.pad_left = unpadded.pad_right = 0;
  const Mapping without = make_mapping("diagonal", unpadded, config);
  CHECK(search_tiling(unpadded, without, kPasses, config, SearchEffort::full, bound).simulated == 1);
  const auto slow = [](const isa::Program& program) { return 10'000'000 + std::int64_t{program.insn_count}; };
  const SearchResult quick = search(SearchEffort::quick, slow);
  const SearchResult again = search(SearchEffort::quick, slow);
  CHECK(quick.cycles == again.cycles);
  CHECK(quick.simulated == again.simulated);
  CHECK(tiling_of(mapping.nest, quick.plan).tiles.size() == tiling_of(mapping.nest, again.plan).tiles.size());
  const SearchResult full = search(SearchEffort::full, slow);
  CHECK(full.simulated > quick.simulated);
  CHECK(full.cycles <= quick.cycles);
}

TEST_CASE("operations on padding are left out where that is faster") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus512");
  const Evaluator evaluate = machine_evaluator(config);
  const auto search = [&](int size) {
    Layer layer = small_layer();
    layer.height = layer.width = size;
    const Mapping mapping = make_mapping("diagonal", layer, config);
    const SearchResult found = search_tiling(layer, mapping, kPasses, config, SearchEffort::quick, evaluate);
    TilingPlan with = found.plan;
    with.skip_padding = false;
    const BuiltProgram program = build_program(layer, mapping, tiling_of(mapping.nest, with), kPasses, config);
    CHECK(found.cycles <= evaluate(program.program));
    return found.plan.skip_padding;
  };
  CHECK(search(7));        // 80 of 441 products of a channel.
  CHECK_FALSE(search(2));  // 20 of 36, but nine instructions for 16 products.
}

TEST_CASE("a layer for which nothing fits is refused") {
  const isa::HardwareConfig tiny = configuration(4, 64, {5, 1, 1, 1});
  Layer layer = small_layer();
  for (int channel = 0; channel < layer.out_channels; ++channel) layer.shifts.push_back(channel % 3);
  const Mapping mapping = make_mapping("diagonal", layer, tiny);
  CHECK_THROWS_WITH(
      search_tiling(layer, mapping, kPasses, tiny, SearchEffort::quick, [](const isa::Program&) { return 1; }),
      Contains("need 3 acc entries at least; test has 2"));
}

TEST_CASE("the best mapping is no worse than any, and depends on the bus") {
  std::set<std::string> best_names;
  for (const char* hardware : {"b16-bus64", "b16-bus512"}) {
    const isa::HardwareConfig config = isa::find_hardware_config(hardware);
    const Evaluator evaluate = machine_evaluator(config);
    const std::vector<Mapping> mappings = mapping_candidates(small_layer(), config, 4, SearchEffort::quick);
    const MappingChoice best = search_each(small_layer(), kBias, kPasses, mappings, config, evaluate);
    for (const Mapping& mapping : mappings) {
      CAPTURE(hardware, mapping.name);
      const MappingChoice one =
          search_mapping(small_layer(), kBias, kPasses, mapping, config, SearchEffort::quick, evaluate);
      CHECK(best.search.cycles <= one.search.cycles);
      if (mapping.name == best.mapping.name) CHECK(best.search.cycles == one.search.cycles);
    }
    best_names.insert(best.mapping.name);
    CHECK(best.mappings_skipped > 0);  // im2col among them.
  }
  CHECK(best_names.size() == 2);
}

// Layers that make little of what a bound must not count: rows that a stride skips, a kernel's row in the padding.
TEST_CASE("no bound keeps the best mapping out") {
  struct Sample {
    const char* layer;
    const char* hardware;
    const char* mapping;
  };
  for (const Sample& sample :
       {Sample{R"({"input": [1, 64, 28, 28], "out_channels": 10, "kernel": 1, "stride": 2})", "b16-bus64", "direct"},
        Sample{R"({"input": [1, 256, 28, 28], "out_channels": 10, "kernel": 1, "stride": 2})", "b16-bus128", "direct"},
        Sample{R"({"input": [1, 33, 1, 24], "multiplier": 2, "kernel": [2, 2], "stride": [1, 2], "dilation": [1, 2],
                   "padding": [0, 1, 0, 0], "bias": true, "input_zero_point": -128,
                   "requantization": {"shift": {"low": 5, "high": 10, "seed": 1}}})",
               "b32-bus64", "diagonal"}}) {
    CAPTURE(sample.layer);
    const Layer layer = parse_layer(nlohmann::json::parse(sample.layer), "sample.json");
    const isa::HardwareConfig config = isa::find_hardware_config(sample.hardware);
    const LayerTensors tensors = random_tensors(layer);
    const std::vector<std::int32_t> bias = folded_bias(layer, tensors);
    const std::vector<AluPass> passes = requantization_passes(layer, tensors);
    const Evaluator evaluate = machine_evaluator(config);
    const auto mappings = mapping_candidates(layer, config, 1 + static_cast<int>(passes.size()), SearchEffort::quick);
    const auto best = search_each(layer, bias, passes, mappings, config, evaluate);
    const auto one = search_mapping(layer, bias, passes, make_mapping(sample.mapping, layer, config), config,
                                    SearchEffort::quick, evaluate);
    CHECK(best.search.cycles <= one.search.cycles);
  }
}

TEST_CASE("mappings whose lanes do not reach the bias leave the layer to others") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  Layer layer = with_bias_entry(small_layer(), BiasEntry::lane);
  // Seven spare lanes of swapped and of im2col reach it, four of these vectors of pixels do not.
  layer.channels = layer.out_channels = layer.groups = 4;
  layer.height = layer.width = 6;
  const std::vector<std::int32_t> bias(4, 60'000);
  const std::string few = "in 1x3x4 out 1x1x4";
  REQUIRE(applicable(few, layer, config));
  const Evaluator evaluate = machine_evaluator(config);
  const auto search = [&](const std::vector<Mapping>& mappings) {
    return search_each(layer, bias, kPasses, mappings, config, evaluate);
  };
  const auto by = [&](const std::string& name) { return make_mapping(name, layer, config); };
  CHECK_THROWS_WITH(search({by(few)}), Contains("the bias of channel 0") && Contains("does not fit the 4 spare lanes"));
  CHECK(search({by(few), by("swapped")}).mapping.name == "swapped");
  CHECK(search(mapping_candidates(layer, config, 4, SearchEffort::quick)).bias_entry == BiasEntry::lane);
}

TEST_CASE("a bias enters where that takes the fewest cycles") {
  struct Sample {
    const char* mapping;
    int size;
    BiasEntry chosen;
  };
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const Evaluator evaluate = machine_evaluator(config);
  const auto search = [&](const Layer& layer, const std::vector<std::int32_t>& bias, const std::string& mapping) {
    return search_mapping(layer, bias, kPasses, make_mapping(mapping, layer, config), config, SearchEffort::quick,
                          evaluate);
  };
  // Spare lanes; none and a plane; none and a single vector for each bias.
  for (const Sample& sample : {Sample{"swapped", 28, BiasEntry::lane}, Sample{"diagonal", 28, BiasEntry::alu},
                               Sample{"diagonal", 1, BiasEntry::load}}) {
    CAPTURE(sample.mapping, sample.size);
    Layer layer = small_layer();
    layer.height = layer.width = sample.size;
    const MappingChoice found = search(layer, kBias, sample.mapping);
    CHECK(found.bias_entry == sample.chosen);
    for (const BiasEntry entry : {BiasEntry::alu, BiasEntry::load, BiasEntry::lane}) {
      const Layer fixed = with_bias_entry(layer, entry);
      if (!applicable(sample.mapping, fixed, config)) continue;
      const MappingChoice one = search(fixed, kBias, sample.mapping);
      CHECK(one.bias_entry == entry);
      CHECK(static_cast<double>(found.search.cycles) <= 1.005 * static_cast<double>(one.search.cycles));
      if (entry == BiasEntry::alu) CHECK(found.search.cycles <= one.search.cycles);
    }
  }
  CHECK(search(small_layer(), std::vector<std::int32_t>(48, 1'000'000), "swapped").bias_entry != BiasEntry::lane);
  Layer unbiased = small_layer();
  unbiased.bias = false;
  CHECK(search(unbiased, {}, "swapped").bias_entry == BiasEntry::automatic);
}

TEST_CASE("no mapping for a layer: the error has what each says") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  Layer layer = small_layer();
  layer.kernel_h = layer.kernel_w = 200;  // More taps than any mapping takes.
  layer.pad_top = layer.pad_bottom = layer.pad_left = layer.pad_right = 100;
  CHECK(mapping_candidates(layer, config, 4, SearchEffort::quick).empty());
  CHECK_THROWS_WITH(
      search_each(layer, kBias, kPasses, {}, config, [](const isa::Program&) { return 1; }),
      Contains("layer small: no mapping takes it; nearest came diagonal: kernel 200 x 200 has 40000 taps"));
}

// What hand-written programs took on the RTL: the search must find better ones.
TEST_CASE("searched programs beat those known from the RTL") {
  CHECK(best_cycles("mobilenet-v1", "dw1", "b16-bus64") < 180930);
  CHECK(best_cycles("mobilenet-v1", "dw1", "b16-bus512") < 133779);
  CHECK(best_cycles("mobilenet-v1", "pw1", "b16-bus64") < 667674);
  CHECK(best_cycles("mobilenet-v1", "pw1", "b16-bus512") < 404840);
  CHECK(best_cycles("resnet-18", "stage1-block1-conv1", "b16-bus64") < 597929);
  CHECK(best_cycles("resnet-18", "stage1-block1-conv1", "b16-bus512") < 528967);
  CHECK(best_cycles("mobilenet-v1", "conv1", "b16-bus64") < 802325);
  CHECK(best_cycles("mobilenet-v1", "conv1", "b16-bus512") < 386267);
}

TEST_CASE("rectangles that are a named mapping's are searched as that") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const auto names_for = [&](int groups) {
    Layer layer;
    layer.channels = layer.out_channels = 32;
    layer.groups = groups;
    layer.height = layer.width = 28;
    layer.kernel_h = layer.kernel_w = groups == 1 ? 1 : 3;
    std::vector<std::string> names;
    for (const Mapping& mapping : mapping_candidates(layer, config, 4, SearchEffort::full))
      names.push_back(mapping.name);
    return names;
  };
  for (const int groups : {1, 32}) {
    const std::vector<std::string> names = names_for(groups);
    CHECK_THAT(names, Catch::Matchers::VectorContains(std::string(groups == 1 ? "direct" : "diagonal")));
    CHECK(std::count(names.begin(), names.end(), "in 1x1x16 out 1x1x16") == 0);
    CHECK(std::any_of(names.begin(), names.end(), [](const std::string& name) { return name.rfind("in ", 0) == 0; }));
  }
}

}  // namespace vtasim::compiler
