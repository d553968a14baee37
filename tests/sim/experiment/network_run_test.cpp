#include "sim/experiment/network_run.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/graph/graph_file.h"
#include "sim/experiment/network_strategies.h"
#include "small_network.h"
#include "tests/support/shared_machine.h"

namespace vtasim::experiment {
namespace {

using Catch::Matchers::Contains;

NetworkRun run(const NetworkData& data, const Ways& ways, const compiler::NetworkPlan& plan,
               const isa::HardwareConfig& config, const std::function<void(const isa::Case&)>& emit = {}) {
  return run_network(shared_machine(), data, ways, plan, config, emit, [](std::size_t) {});
}

}  // namespace

TEST_CASE("a network runs from its input to its outputs on one DRAM") {
  const NetworkData data = small_network();
  for (const char* name : {"b16-bus64", "b32-bus64"}) {
    const isa::HardwareConfig config = isa::find_hardware_config(name);
    const Ways ways = ways_of(data, config);
    const auto plan = plan_network(data.graph, ways, rules(true), config);
    REQUIRE(plan);
    std::vector<isa::Case> cases;
    const NetworkRun result = run(data, ways, *plan, config, [&](const isa::Case& one) { cases.push_back(one); });
    CHECK(result.problem.empty());
    CHECK(result.verified);
    CHECK(result.cycles() == plan->cycles);
    CHECK(result.steps.size() == plan->steps.size());
    CHECK(cases.size() >= 4);
    for (const isa::Case& one : cases) {  // Each is whole without the others.
      const machine::RunResult alone = shared_machine().run(config, one.program);
      CHECK(alone.record.finished);
      const isa::Region& left = one.outputs.front();
      CHECK(std::equal(left.bytes.begin(), left.bytes.end(), shared_machine().dram().begin() + left.address));
    }
  }
}

TEST_CASE("a network's run says which value is wrong, and stops there") {
  NetworkData data = small_network();
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const Ways ways = ways_of(data, config);
  const auto plan = plan_network(data.graph, ways, rules(true), config);
  REQUIRE(plan);
  data.reference[2].at(0, 5, 3, 2) ^= 1;
  const NetworkRun result = run(data, ways, *plan, config);
  CHECK_FALSE(result.verified);
  CHECK_THAT(result.problem, Contains("dw: output (n 0, c 5, y 3, x 2)"));
  CHECK_FALSE(result.steps.back().verified);
  CHECK(result.steps.size() < plan->steps.size());
}

TEST_CASE("a network's run does not take cycles for those of the plan that are not") {
  const NetworkData data = small_network();
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  Ways ways = ways_of(data, config);
  for (compiler::NodeWay& way : ways.nodes[2]) ++way.cycles;
  const auto plan = plan_network(data.graph, ways, rules(true), config);
  REQUIRE(plan);
  CHECK_THAT(run(data, ways, *plan, config).problem, Contains("and the plan was made with"));
}

TEST_CASE("tensors that lie where a program does are found out") {
  const NetworkData data = small_network();
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const Ways ways = ways_of(data, config);
  auto plan = plan_network(data.graph, ways, rules(true), config);
  REQUIRE(plan);
  CHECK(run(data, ways, *plan, config).verified);
  // The programs begin behind the tensors: here the last step leaves its own where the first program is.
  const std::uint64_t multiple = compiler::DramLayout::alignment(isa::Buffer::wgt, config);
  plan->dram.addresses[plan->steps.back().writes] = (plan->dram.end + multiple - 1) / multiple * multiple;
  CHECK_THAT(run(data, ways, *plan, config).problem, Contains("has been written over"));
}

TEST_CASE("depthwise layers read windows that the layers before left for them") {
  const NetworkData data =
      make_network_data(compiler::parse_graph(nlohmann::json::parse(R"({"input": {"shape": [1, 3, 32, 32]}, "nodes": [
        {"name": "first", "out_channels": 32, "kernel": 3, "padding": 1, "bias": true, "requantization": {"shift": 8}},
        {"name": "dw", "multiplier": 1, "kernel": 3, "padding": 1, "bias": true, "requantization": {"shift": 7}},
        {"name": "pw", "out_channels": 48, "kernel": 1, "bias": true, "requantization": {"shift": 8}},
        {"name": "dw2", "multiplier": 1, "kernel": 3, "stride": 2, "padding": [0, 1, 0, 1],
         "requantization": {"shift": 7}},
        {"name": "pw2", "out_channels": 32, "kernel": 1, "requantization": {"shift": 8}},
        {"name": "dw3", "multiplier": 1, "kernel": 3, "padding": 1, "requantization": {"shift": 7}}]})"),
                                              "windows.json"),
                        1);
  for (const char* name : {"b16-bus64", "b16-bus512"}) {
    const isa::HardwareConfig config = isa::find_hardware_config(name);
    compiler::PlanningRules by = rules(false);
    by.allowed = [](const compiler::Node& node, const compiler::NodeWay& way) {  // Whatever is faster.
      return node.name == "dw3" || node.name == "first" || way.leaves.is_within_program() || way.with_previous;
    };
    const Ways ways = ways_of(data, config, by);
    const auto plan = plan_network(data.graph, ways, by, config);
    REQUIRE(plan);
    CHECK(plan->steps.size() == 6);  // The input's layout, three programs and dw3, the output's layout.
    CHECK(std::count_if(plan->arrays.begin(), plan->arrays.end(), [](const auto& a) { return a.keeps_zeros; }) == 2);
    const NetworkRun result = run(data, ways, *plan, config);
    CHECK(result.problem == "");
    CHECK(result.cycles() == plan->cycles);
  }
}

TEST_CASE("pointwise layers by themselves leave windows, of pixels that lie in blocks for them") {
  const NetworkData data =
      make_network_data(compiler::parse_graph(nlohmann::json::parse(R"({"input": {"shape": [1, 3, 16, 16]}, "nodes": [
        {"name": "first", "out_channels": 16, "kernel": 3, "padding": 1, "bias": true, "requantization": {"shift": 8}},
        {"name": "expand", "out_channels": 48, "kernel": 1, "bias": true, "requantization": {"shift": 8}},
        {"name": "dw", "multiplier": 1, "kernel": 3, "padding": 1, "bias": true, "requantization": {"shift": 7}},
        {"name": "project", "out_channels": 16, "kernel": 1, "requantization": {"shift": 8}},
        {"name": "add", "op": "add", "inputs": ["first", "project"], "requantization": {"shift": 1}},
        {"name": "expand2", "out_channels": 32, "kernel": 1, "requantization": {"shift": 8}},
        {"name": "dw2", "multiplier": 1, "kernel": 3, "padding": 1, "requantization": {"shift": 7}},
        {"name": "project2", "out_channels": 16, "kernel": 1, "requantization": {"shift": 8}}]})"),
                                              "expansions.json"),
                        1);
  for (const char* name : {"b16-bus64", "b16-bus512"}) {
    const isa::HardwareConfig config = isa::find_hardware_config(name);
    compiler::PlanningRules by = rules(false);
    by.allowed = [](const compiler::Node& node, const compiler::NodeWay& way) {  // Whatever is faster.
      const bool of_pair = way.leaves.is_within_program() || way.with_previous;
      const bool in_pair = node.name.find("dw") == 0 || node.name.find("project") == 0;
      return in_pair ? of_pair : node.name.find("expand") != 0 || way.name == "exchanged";
    };
    const Ways ways = ways_of(data, config, by);
    const auto plan = plan_network(data.graph, ways, by, config);
    REQUIRE(plan);
    CHECK(plan->steps.size() == 8);  // The layouts of input and output, six programs: two are of two layers.
    const compiler::TensorLayout ordinary = compiler::ordinary_layout({1, 16, 16, 16}, config.block);
    const auto array_of = [&](const char* tensor) {
      return *std::find_if(plan->arrays.begin(), plan->arrays.end(),
                           [&](const auto& a) { return data.graph.tensors[a.tensor].name == tensor; });
    };
    for (const char* tensor : {"first", "project", "add"}) {
      CHECK(array_of(tensor).layout != ordinary);
      CHECK(array_of(tensor).layout.bytes() == ordinary.bytes());
      CHECK_FALSE(array_of(tensor).keeps_zeros);
    }
    CHECK(array_of("expand").keeps_zeros);
    const NetworkRun result = run(data, ways, *plan, config);
    CHECK(result.problem == "");
    CHECK(result.verified);
    CHECK(result.cycles() == plan->cycles);
    // Whoever wants the ordinary layout throughout gets no such order.
    const auto of_name = strategies(data.graph, ways, rules(false), config);
    REQUIRE(of_name.front().plan);
    for (const compiler::PlannedArray& array : of_name.front().plan->arrays) {
      CHECK(array.layout.name().find("blocks") == std::string::npos);
    }
  }
}

TEST_CASE("channels are put together and taken apart without the host") {
  const NetworkData data =
      make_network_data(compiler::parse_graph(nlohmann::json::parse(R"({"input": {"shape": [1, 3, 8, 8]}, "nodes": [
        {"name": "first", "out_channels": 20, "kernel": 3, "padding": 1, "bias": true, "requantization": {"shift": 8}},
        {"name": "pw", "out_channels": 20, "kernel": 1, "requantization": {"shift": 7}},
        {"name": "both", "op": "concat", "inputs": ["first", "pw"]},
        {"name": "shuffled", "op": "channel_shuffle", "groups": 2},
        {"name": "left", "op": "channel_slice", "first": 0, "channels": 20},
        {"name": "right", "op": "channel_slice", "inputs": ["shuffled"], "first": 20, "channels": 20},
        {"name": "pw2", "out_channels": 20, "kernel": 1, "requantization": {"shift": 7}},
        {"name": "all", "op": "concat", "inputs": ["left", "pw2", "pw", "right", "first"]}]})"),
                                              "shuffle.json"),
                        1);
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const Ways ways = ways_of(data, config, rules(false));
  const auto plan = plan_network(data.graph, ways, rules(false), config);
  REQUIRE(plan);
  CHECK(plan->steps.size() == 8);  // Two layouts, three convolutions, both halves, and the end of five tensors.
  const NetworkRun result = run(data, ways, *plan, config);
  CHECK(result.problem == "");
  CHECK(result.verified);
  CHECK(result.cycles() == plan->cycles);
}

TEST_CASE("layouts are changed on the accelerator where no layer before leaves what is wanted") {
  const NetworkData data =
      make_network_data(compiler::parse_graph(nlohmann::json::parse(R"({"input": {"shape": [1, 16, 16, 16]}, "nodes": [
        {"name": "left", "out_channels": 16, "kernel": 1, "requantization": {"shift": 8}},
        {"name": "right", "out_channels": 16, "kernel": 1, "requantization": {"shift": 8}, "inputs": ["input"]},
        {"name": "add", "op": "add", "inputs": ["left", "right"], "requantization": {"shift": 1}},
        {"name": "dw", "multiplier": 1, "kernel": 5, "padding": 2, "requantization": {"shift": 7}},
        {"name": "pw", "out_channels": 16, "kernel": 1, "requantization": {"shift": 8}}]})"),
                                              "change.json"),
                        1);
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus256");
  compiler::PlanningRules by = rules(false);
  by.allowed = [](const compiler::Node& node, const compiler::NodeWay& way) {  // Whatever is faster.
    return (node.name != "dw" && node.name != "pw") || way.leaves.is_within_program() || way.with_previous;
  };
  const Ways ways = ways_of(data, config, by);
  const auto plan = plan_network(data.graph, ways, by, config);
  REQUIRE(plan);
  std::vector<std::size_t> changes;
  for (std::size_t s = 0; s < plan->steps.size(); ++s) {
    if (plan->steps[s].change) changes.push_back(s);
  }
  REQUIRE(changes.size() == 1);  // The addition leaves its pixels in blocks.
  CHECK(data.graph.tensors[plan->arrays[plan->steps[changes[0]].writes].tensor].name == "add");
  CHECK(plan->arrays[plan->steps[changes[0]].writes].keeps_zeros);
  const NetworkRun result = run(data, ways, *plan, config);
  CHECK(result.problem == "");
  CHECK(result.verified);
  CHECK(result.cycles() == plan->cycles);
  CHECK(result.steps[changes[0]].stats.gemm_ops == 2 * 256);  // Two for each vector.
  CHECK_FALSE(std::any_of(ways.changes.begin(), ways.changes.end(), [](const auto& way) { return way.pending; }));
}

TEST_CASE("the image is laid out on the accelerator, which writes no constants for biases") {
  const NetworkData data =
      make_network_data(compiler::parse_graph(nlohmann::json::parse(R"({"input": {"shape": [1, 3, 16, 16]}, "nodes": [
        {"name": "first", "out_channels": 16, "kernel": 3, "padding": [0, 1, 0, 1], "stride": 2, "bias": true,
         "requantization": {"shift": 8}}]})"),
                                              "image.json"),
                        1);
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  compiler::PlanningRules by = rules(false);
  by.change_ns = [](const compiler::TensorLayout&, const compiler::TensorLayout&) { return 1'000'000; };
  by.allowed = [](const compiler::Node&, const compiler::NodeWay& way) { return way.name == "row-packing"; };
  // Spare lanes are the fastest way in for a bias.
  const auto fastest = plan_network(data.graph, ways_of(data, config, by), by, config);
  REQUIRE(fastest);
  CHECK_FALSE(fastest->steps.front().change);
  by.objective = compiler::Objective::time;
  const Ways ways = ways_of(data, config, by);
  const auto plan = plan_network(data.graph, ways, by, config);
  REQUIRE(plan);
  CHECK(plan->steps.front().change);
  CHECK(plan->steps[1].cycles > fastest->steps[1].cycles);
  const NetworkRun result = run(data, ways, *plan, config);
  CHECK(result.problem == "");
  CHECK(result.verified);
}

TEST_CASE("no strategy is better than the bound, and none that needs no host than the plan") {
  const NetworkData data =
      make_network_data(compiler::parse_graph(nlohmann::json::parse(R"({"input": {"shape": [1, 16, 10, 10]}, "nodes": [
        {"name": "dw", "multiplier": 1, "kernel": 3, "padding": 1, "requantization": {"shift": 7}},
        {"name": "pw", "out_channels": 32, "kernel": 1, "requantization": {"shift": 8}},
        {"name": "dw2", "multiplier": 1, "kernel": 3, "padding": 1, "requantization": {"shift": 7}}]})"),
                                              "chain.json"),
                        1);
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const Ways ways = ways_of(data, config);
  const auto plan = plan_network(data.graph, ways, rules(false), config);
  REQUIRE(plan);
  CHECK(run(data, ways, *plan, config).verified);
  const std::vector<Strategy> all = strategies(data.graph, ways, rules(false), config);
  REQUIRE(all.size() == 4);
  for (const Strategy& strategy : all) {
    INFO(strategy.name);
    REQUIRE(strategy.plan);
    CHECK(strategy.plan->cycles >= all.back().plan->cycles);
    if (&strategy == &all.back()) continue;  // Its changes of layout are none that could be run.
    if (&strategy != &all[2]) CHECK(strategy.plan->cycles >= plan->cycles);
    CHECK(run(data, ways, *strategy.plan, config).problem == "");
  }
  CHECK(all[1].plan->cycles > 0);
  CHECK(all[2].plan->host_ns > plan->host_ns);
}

}  // namespace vtasim::experiment
