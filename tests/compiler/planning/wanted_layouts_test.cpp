#include "compiler/planning/wanted_layouts.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/graph/graph_file.h"
#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

using Orders = std::vector<WantedOrder>;

/// A first layer and an expansion, each with a depthwise and a pointwise layer behind it, and what is added to.
Graph sample_graph() {
  return parse_graph(nlohmann::json::parse(R"({"input": {"shape": [1, 3, 16, 16]}, "nodes": [
      {"name": "first", "out_channels": 16, "kernel": 3, "padding": 1, "requantization": {"shift": 8}},
      {"name": "dw", "multiplier": 1, "kernel": 3, "padding": 1, "requantization": {"shift": 7}},
      {"name": "pw", "out_channels": 16, "kernel": 1, "requantization": {"shift": 8}},
      {"name": "add", "op": "add", "inputs": ["first", "pw"], "requantization": {"shift": 1}},
      {"name": "expand", "out_channels": 32, "kernel": 1, "requantization": {"shift": 8}},
      {"name": "dw2", "multiplier": 1, "kernel": 3, "padding": 1, "requantization": {"shift": 7}},
      {"name": "pw2", "out_channels": 16, "kernel": 1, "requantization": {"shift": 8}}]})"),
                     "net.json");
}

}  // namespace

TEST_CASE("pixels are wanted in blocks in front of a layer that leaves windows, and of what is added there") {
  const Graph graph = sample_graph();
  const isa::HardwareConfig config = block_16();
  const WantedLayouts wanted(graph, config, SearchEffort::quick);
  const auto orders = [&](const char* tensor) -> const Orders& {
    return wanted.orders_of(*graph.tensor_named(tensor));
  };
  REQUIRE(orders("add").size() == 1);
  const WantedOrder& order = orders("add").front();
  REQUIRE(order.pixels.size() == 256);
  CHECK(order.pixels[5].row == order.pixels[0].row + 1);  // The second row of a block of 4 x 4.
  CHECK(order.pixels[5].col == order.pixels[0].col + 1);
  for (const char* tensor : {"first", "pw"}) {
    REQUIRE(orders(tensor).size() == 1);
    CHECK(orders(tensor).front().name == order.name);
  }
  // The input's layout is the host's; windows are no order of pixels; nobody wants the last.
  for (const char* tensor : {"input", "dw", "expand", "dw2", "pw2"}) {
    if (graph.tensor_named(tensor)) CHECK(orders(tensor).empty());
  }
}

TEST_CASE(
    "a depthwise layer behind an addition wants its pixels in the blocks of its windows, which a change can make") {
  const Graph graph = parse_graph(nlohmann::json::parse(R"({"input": {"shape": [1, 16, 16, 16]}, "nodes": [
      {"name": "left", "out_channels": 16, "kernel": 1, "requantization": {"shift": 8}},
      {"name": "right", "out_channels": 16, "kernel": 1, "requantization": {"shift": 8}, "inputs": ["input"]},
      {"name": "add", "op": "add", "inputs": ["left", "right"], "requantization": {"shift": 1}},
      {"name": "dw", "multiplier": 1, "kernel": 5, "padding": 2, "requantization": {"shift": 7}},
      {"name": "pw", "out_channels": 16, "kernel": 1, "requantization": {"shift": 8}}]})"),
                                  "net.json");
  const isa::HardwareConfig config = block_16();
  const WantedLayouts wanted(graph, config, SearchEffort::quick);
  CHECK(wanted.windows_by_change(3));
  REQUIRE(wanted.orders_of(*graph.tensor_named("add")).size() == 1);
  const WantedOrder& order = wanted.orders_of(*graph.tensor_named("add")).front();
  CHECK(order.pixels.size() == 256);
  CHECK(order.pixels[4].row == order.pixels[0].row + 1);  // A block of 4 x 4.
  for (const char* tensor : {"left", "right"}) {
    REQUIRE(wanted.orders_of(*graph.tensor_named(tensor)).size() == 1);
    CHECK(wanted.orders_of(*graph.tensor_named(tensor)).front().pixels == order.pixels);
  }
  // What a layer before leaves needs no change.
  const Graph other = sample_graph();
  const WantedLayouts left(other, config, SearchEffort::quick);
  for (std::size_t node = 0; node < other.nodes.size(); ++node) CHECK_FALSE(left.windows_by_change(node));
}

TEST_CASE("depthwise layers share programs with the pointwise layers that alone read them") {
  Graph graph = sample_graph();
  const isa::HardwareConfig config = block_16();
  {
    const WantedLayouts wanted(graph, config, SearchEffort::quick);
    CHECK(wanted.pointwise_behind(1) == 2U);
    CHECK(wanted.pointwise_behind(5) == 6U);
    for (const std::size_t node : {0U, 2U, 3U, 4U, 6U}) CHECK_FALSE(wanted.pointwise_behind(node));
    CHECK(wanted.windows_of(1).size() == 1);
    CHECK(wanted.windows_of(4).empty());
  }
  graph.outputs.push_back(*graph.tensor_named("dw2"));  // Somebody wants to see it.
  const WantedLayouts wanted(graph, config, SearchEffort::quick);
  CHECK_FALSE(wanted.pointwise_behind(5));
  CHECK(wanted.orders_of(*graph.tensor_named("add")).empty());
}

TEST_CASE("windows are left by exchanged operands, and of the network's input as the host packs it") {
  const Graph graph = sample_graph();
  const isa::HardwareConfig config = block_16();
  const WantedLayouts wanted(graph, config, SearchEffort::quick);
  const auto first = wanted.mapping_that_leaves(wanted.windows_of(1).front(), 0);
  REQUIRE(first);
  CHECK(first->name == "swapped-im2col");
  const auto expand = wanted.mapping_that_leaves(wanted.windows_of(5).front(), 4);
  REQUIRE(expand);
  CHECK(expand->name == "exchanged");
  CHECK(expand->blocks->has_gaps());
  CHECK_FALSE(wanted.mapping_that_leaves(wanted.windows_of(5).front(), 5));  // It has no 1 x 1 kernel.
}

TEST_CASE("what decides about windows is in their words") {
  const Graph graph = sample_graph();
  const isa::HardwareConfig config = block_16();
  const WantedLayouts wanted(graph, config, SearchEffort::quick);
  WindowReader reader = wanted.windows_of(1).front();
  const std::string words = words_for(reader);
  CHECK(words == "swapped 4x4 step 4x4 aligned parts 4x4 of 16x16, kernel 3x3, stride 1x1, padding 1 1 1 1");
  reader.layer.pad_left = 0;
  CHECK(words_for(reader) != words);
}

}  // namespace vtasim::compiler
