#include "compiler/graph/compose_selections.h"

#include <fmt/format.h>
#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>

#include "compiler/graph/network_file.h"
#include "compiler/graph/reference_execution.h"
#include "tests/support/random_layers.h"

namespace vtasim::compiler {
namespace {

bool selects(const Operation& operation) {
  return std::holds_alternative<Concat>(operation) || std::holds_alternative<ChannelShuffle>(operation) ||
         std::holds_alternative<ChannelSlice>(operation) || std::holds_alternative<ChannelGather>(operation);
}

/// Selections of channels, and poolings of one pixel, on each other's outputs.
Graph random_graph() {
  Graph graph = make_graph("random", "input", {1, random_number(1, 6), 2, 2}, "test");
  const int nodes = random_number(1, 9);
  for (int i = 0; i < nodes; ++i) {
    const auto tensor = [&] {
      return static_cast<std::size_t>(random_number(0, static_cast<int>(graph.tensors.size()) - 1));
    };
    const std::size_t input = tensor();
    const int channels = graph.tensors[input].shape.c;
    const std::string name = fmt::format("node{}", i);
    switch (random_number(0, 3)) {
      case 0:
        append_node(graph, name, MaxPool{}, {input}, "test");
        break;
      case 1:
        append_node(graph, name, Concat{}, {input, tensor()}, "test");
        break;
      case 2:
        append_node(graph, name, ChannelShuffle{channels % 2 == 0 ? 2 : 1}, {input}, "test");
        break;
      case 3:
        append_node(graph, name, ChannelSlice{channels / 3, (channels + 1) / 2}, {input}, "test");
        break;
    }
    if (random_number(0, 3) == 0) graph.outputs.push_back(graph.tensors.size() - 1);
  }
  if (graph.outputs.empty()) graph.outputs.push_back(graph.tensors.size() - 1);
  return graph;
}

}  // namespace

TEST_CASE("selections of channels that are put together compute the same") {
  rc::prop("random graphs", [] {
    const Graph graph = random_graph();
    const ComposedGraph composed = compose_selections(graph);
    const Tensor8 input = random_input(graph);
    const auto before = reference_execution(graph, random_filters(graph), input);
    const auto after = reference_execution(composed.graph, random_filters(composed.graph), input);
    RC_ASSERT(composed.nodes.size() == composed.graph.nodes.size());
    RC_ASSERT(composed.graph.outputs.size() == graph.outputs.size());
    const auto readers = readers_of(composed.graph);
    std::size_t others = 0;
    for (std::size_t node = 0; node < composed.nodes.size(); ++node) {
      const Node& made = composed.graph.nodes[node];
      RC_ASSERT(made.name == graph.nodes[composed.nodes[node]].name);
      RC_ASSERT(after[Graph::output_of(node)].data == before[Graph::output_of(composed.nodes[node])].data);
      if (!selects(made.operation)) ++others;
      if (std::holds_alternative<ChannelGather>(made.operation)) RC_ASSERT(made.inputs.size() <= 3U);
    }
    std::size_t all_others = 0;
    for (const Node& node : graph.nodes) all_others += selects(node.operation) ? 0U : 1U;
    RC_ASSERT(others == all_others);
    for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
      RC_ASSERT(after[composed.graph.outputs[i]].data == before[graph.outputs[i]].data);
    }
    RC_TAG(fmt::format("{} fewer", graph.nodes.size() - composed.graph.nodes.size()));
  });
}

TEST_CASE("of a shuffled concat only the halves are left that others read") {
  Graph graph = make_graph("net", "input", {1, 8, 3, 3}, "test");
  const std::size_t pool = append_node(graph, "pool", MaxPool{}, {0}, "test");
  const std::size_t both = append_node(graph, "both", Concat{}, {0, pool}, "test");
  const std::size_t shuffled = append_node(graph, "shuffled", ChannelShuffle{2}, {both}, "test");
  const std::size_t left = append_node(graph, "left", ChannelSlice{0, 8}, {shuffled}, "test");
  const std::size_t right = append_node(graph, "right", ChannelSlice{8, 8}, {shuffled}, "test");
  const std::size_t next = append_node(graph, "next", MaxPool{}, {right}, "test");
  graph.outputs = {append_node(graph, "end", Concat{}, {left, next}, "test")};
  const ComposedGraph composed = compose_selections(graph);
  std::vector<std::string> names;
  for (const Node& node : composed.graph.nodes) names.push_back(node.name);
  CHECK(names == std::vector<std::string>{"pool", "right", "next", "end"});
  CHECK(composed.nodes == std::vector<std::size_t>{0, 4, 5, 6});
  const auto& gather = std::get<ChannelGather>(composed.graph.nodes[1].operation);
  CHECK(composed.graph.nodes[1].inputs == std::vector<std::size_t>{0, 1});
  CHECK(gather.channels[1].input == 1);
  CHECK(gather.channels[1].channel == 4);
  CHECK(composed.graph.nodes[3].inputs == std::vector<std::size_t>{0, 1, 3});
}

TEST_CASE("a selection that would take from four tensors reads what is before it") {
  Graph graph = make_graph("net", "input", {1, 8, 3, 3}, "test");
  std::vector<std::size_t> pools;
  for (const char* name : {"a", "b", "c"}) pools.push_back(append_node(graph, name, MaxPool{}, {0}, "test"));
  const std::size_t some = append_node(graph, "some", Concat{}, {0, pools[0]}, "test");
  const std::size_t more = append_node(graph, "more", Concat{}, {some, pools[1]}, "test");
  const std::size_t all = append_node(graph, "all", Concat{}, {more, pools[2]}, "test");
  graph.outputs = {all};
  const ComposedGraph composed = compose_selections(graph);
  REQUIRE(composed.graph.nodes.size() == 5);
  CHECK(composed.graph.nodes[3].name == "more");
  CHECK(composed.graph.nodes[3].inputs == std::vector<std::size_t>{0, 1, 2});
  CHECK(std::holds_alternative<Concat>(composed.graph.nodes[4].operation));
}

TEST_CASE("networks without such operations stay as they are") {
  const Graph graph = find_graph("mobilenet-v2");
  const ComposedGraph composed = compose_selections(graph);
  REQUIRE(composed.nodes.size() == graph.nodes.size());
  for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
    CHECK(composed.graph.nodes[node].name == graph.nodes[node].name);
    CHECK(composed.graph.nodes[node].inputs == graph.nodes[node].inputs);
  }
  CHECK(composed.graph.outputs == graph.outputs);
}

}  // namespace vtasim::compiler
