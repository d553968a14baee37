#include "sim/experiment/node_ways.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "compiler/graph/graph_file.h"
#include "compiler/planning/network_plan.h"
#include "sim/experiment/planned_network.h"
#include "small_network.h"
#include "tests/support/shared_machine.h"

namespace vtasim::experiment {
namespace {

/// Depthwise layers that can read windows of what the layers before leave.
NetworkData chain() {
  return make_network_data(
      compiler::parse_graph(nlohmann::json::parse(R"({"input": {"shape": [1, 3, 24, 24]}, "nodes": [
        {"name": "first", "out_channels": 32, "kernel": 3, "padding": 1, "bias": true, "requantization": {"shift": 8}},
        {"name": "dw", "multiplier": 1, "kernel": 3, "stride": 2, "padding": [0, 1, 0, 1],
         "requantization": {"shift": 7}},
        {"name": "pw", "out_channels": 32, "kernel": 1, "requantization": {"shift": 8}},
        {"name": "dw2", "multiplier": 1, "kernel": 3, "padding": 1, "requantization": {"shift": 7}},
        {"name": "pw2", "out_channels": 32, "kernel": 1, "requantization": {"shift": 8}},
        {"name": "dw3", "multiplier": 1, "kernel": 3, "padding": 1, "requantization": {"shift": 7}},
        {"name": "pw3", "out_channels": 32, "kernel": 1, "requantization": {"shift": 8}}]})"),
                            "chain.json"),
      1);
}

std::vector<std::string> names_of(const std::vector<compiler::NodeWay>& ways) {
  std::vector<std::string> names;
  for (const compiler::NodeWay& way : ways) names.push_back(way.name);
  return names;
}

}  // namespace

TEST_CASE("programs that a plan would take are searched for a few at a time, and the plan is that of all") {
  const NetworkData data = chain();
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  WaysRequest request;
  request.rules = rules(false);
  const auto find = [&](std::size_t jobs, SearchStore& store) {
    request.jobs = jobs;
    const Laboratory laboratory{shared_machine(), store};
    return plan_with_search(laboratory, data, config, request, [](const std::string&, std::size_t, std::size_t) {});
  };
  SearchStore few;
  SearchStore many;
  const PlannedNetwork one = find(1, few);
  const PlannedNetwork other = find(8, many);
  REQUIRE(one.plan);
  REQUIRE(other.plan);
  CHECK(one.plan->cycles == other.plan->cycles);
  REQUIRE(one.plan->steps.size() == other.plan->steps.size());
  for (std::size_t s = 0; s < one.plan->steps.size(); ++s) {
    CHECK(how_done(one.ways, *one.plan, one.plan->steps[s]) == how_done(other.ways, *other.plan, other.plan->steps[s]));
  }
  // Nor are there others for strategies to choose from.
  for (std::size_t node = 0; node < data.graph.nodes.size(); ++node) {
    CAPTURE(data.graph.nodes[node].name);
    CHECK(names_of(one.ways.nodes[node]) == names_of(other.ways.nodes[node]));
  }
  CHECK(one.ways.changes.size() == other.ways.changes.size());
  // The first few show that the plan would not take the others.
  CHECK(few.results().size() < many.results().size());
}

}  // namespace vtasim::experiment
