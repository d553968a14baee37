#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "compiler/graph/graph_file.h"
#include "compiler/planning/network_plan.h"
#include "sim/experiment/network_data.h"
#include "sim/experiment/node_ways.h"
#include "tests/support/shared_machine.h"

namespace vtasim::experiment {

using Ways = compiler::NetworkWays;

/// Three kinds of convolution, pooling, and an addition.
inline const char* const kNetwork = R"({"name": "small", "input": {"name": "image", "shape": [1, 3, 12, 12]}, "nodes": [
    {"name": "first", "out_channels": 24, "kernel": 3, "padding": 1, "bias": true, "requantization": {"shift": 8}},
    {"name": "dw", "multiplier": 1, "kernel": 3, "padding": 1, "requantization": {"shift": 7, "rounding": "half_up"}},
    {"name": "pw", "out_channels": 24, "kernel": 1, "bias": true, "requantization": {"shift": 8}},
    {"name": "add", "op": "add", "inputs": ["first", "pw"], "requantization": {"shift": 1}},
    {"name": "pool", "op": "global_average_pool"},
    {"name": "fc", "op": "fully_connected", "units": 10, "bias": true, "requantization": {"shift": 9}}]})";

inline NetworkData small_network(std::uint64_t seed = 1) {
  return make_network_data(compiler::parse_graph(nlohmann::json::parse(kNetwork), "small.json"), seed);
}

inline compiler::PlanningRules rules(bool host_between) {
  compiler::PlanningRules rules;
  rules.host_between = host_between;
  rules.accelerator_hz = HostModel().accelerator_hz;
  rules.change_ns = [](const compiler::TensorLayout&, const compiler::TensorLayout& to) { return to.bytes(); };
  return rules;
}

inline Ways ways_of(const NetworkData& data, const isa::HardwareConfig& config,
                    const compiler::PlanningRules& by = rules(true)) {
  SearchStore store;
  WaysRequest request;
  request.rules = by;
  return find_ways({shared_machine(), store}, data, config, request,
                   [](const std::string&, std::size_t, std::size_t) {});
}

}  // namespace vtasim::experiment
