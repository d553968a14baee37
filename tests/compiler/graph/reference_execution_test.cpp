#include "compiler/graph/reference_execution.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "compiler/graph/network_file.h"
#include "compiler/workload/reference.h"
#include "tests/compiler/graph/sample_graphs.h"
#include "tests/support/random_layers.h"

namespace vtasim::compiler {
namespace {

using nlohmann::json;
using Values = std::vector<std::int8_t>;

Graph graph_on(const std::vector<int>& shape, json nodes) {
  return parse_graph({{"input", {{"name", "image"}, {"shape", shape}}}, {"nodes", std::move(nodes)}}, "net.json");
}

/// All tensors of a graph, of an input with these values.
std::vector<Tensor8> run(const Graph& graph, Values values) {
  const Shape& shape = graph.input_shape();
  return reference_execution(graph, random_filters(graph), {shape.n, shape.c, shape.h, shape.w, std::move(values)});
}

/// What the last node puts out.
Values last(const std::vector<int>& shape, json nodes, Values values) {
  return run(graph_on(shape, std::move(nodes)), std::move(values)).back().data;
}

}  // namespace

TEST_CASE("additions scale, add, round and clip") {
  const auto add = [](json more) {
    json node = {{"name", "add"}, {"op", "add"}, {"inputs", {"image", "right"}}};
    node.update(more);
    return last({1, 2, 1, 2}, {{{"name", "right"}, {"op", "channel_shuffle"}, {"groups", 2}}, node},
                {100, -100, 60, 3});
  };
  // One channel a group: the shuffle changes nothing, and both sides are the same.
  CHECK(add(json::object()) == Values{127, -128, 120, 6});
  CHECK(add({{"requantization", {{"shift", 1}}}}) == Values{100, -100, 60, 3});
  CHECK(add({{"shifts", {1, 0}}, {"requantization", {{"shift", 2}}}}) == Values{75, -75, 45, 2});
  CHECK(add({{"shifts", {0, 1}}, {"requantization", {{"shift", 1}, {"rounding", "half_up"}, {"relu", true}}}}) ==
        Values{127, 0, 90, 5});
}

TEST_CASE("the two sides of an addition have their own shifts") {
  const Graph graph =
      graph_on({1, 1, 1, 2}, {{{"name", "max"}, {"op", "max_pool"}, {"kernel", {1, 2}}, {"padding", {0, 0, 0, 1}}},
                              {{"name", "add"}, {"op", "add"}, {"inputs", {"image", "max"}}, {"shifts", {0, 3}}}});
  CHECK(run(graph, {1, 5}).back().data == Values{41, 45});
}

TEST_CASE("padding is never the maximum") {
  CHECK(last({1, 1, 3, 3}, {{{"name", "p"}, {"op", "max_pool"}, {"kernel", 3}, {"stride", 2}, {"padding", 1}}},
             {-9, -8, -7, -6, -5, -4, -3, -2, -1}) == Values{-5, -4, -2, -1});
  CHECK(last({1, 1, 1, 4}, {{{"name", "p"}, {"op", "max_pool"}, {"kernel", {1, 2}}, {"stride", {1, 2}}}},
             {-128, -128, 3, -7}) == Values{-128, 3});
}

TEST_CASE("means are those of their multiplier and shift") {
  const auto mean = [](json more) {
    json node = {{"name", "p"}, {"op", "average_pool"}, {"kernel", 2}};
    node.update(more);
    return last({1, 2, 2, 2}, {node}, {1, 2, 3, 4, -1, -2, -3, -4});
  };
  CHECK(mean(json::object()) == Values{2, -3});
  CHECK(mean({{"requantization", {{"rounding", "half_up"}}}}) == Values{3, -2});
  CHECK(mean({{"multiplier", 3}, {"requantization", {{"shift", 1}}}}) == Values{15, -15});
  CHECK(mean({{"multiplier", 100}, {"requantization", {{"shift", 0}, {"clip", {-50, 60}}}}}) == Values{60, -50});
}

TEST_CASE("a mean is within its relative error and half a step of the exact one") {
  rc::prop("any global average pooling", [] {
    const int h = random_number(1, 12);
    const int w = random_number(1, 12);
    const Graph graph = graph_on(
        {1, 3, h, w}, {{{"name", "p"}, {"op", "global_average_pool"}, {"requantization", {{"rounding", "half_up"}}}}});
    const Tensor8 input = random_input(graph, static_cast<std::uint64_t>(random_number(0, 1000)));
    const Values means = reference_execution(graph, random_filters(graph), input).back().data;
    for (int c = 0; c < 3; ++c) {
      double exact = 0;
      for (int i = 0; i < h * w; ++i) exact += input.data[static_cast<std::size_t>(c * h * w + i)];
      exact /= h * w;
      RC_ASSERT(std::abs(means[static_cast<std::size_t>(c)] - exact) <= std::abs(exact) / 128 + 0.5);
    }
  });
}

TEST_CASE("channels are laid behind each other, shuffled and cut out") {
  const std::vector<int> shape = {2, 4, 1, 1};
  const Values values = {1, 2, 3, 4, 5, 6, 7, 8};
  const json slice = {{"name", "slice"}, {"op", "channel_slice"}, {"first", 1}, {"channels", 2}};
  CHECK(last(shape, {slice}, values) == Values{2, 3, 6, 7});
  CHECK(last(shape, {slice, {{"name", "both"}, {"op", "concat"}, {"inputs", {"slice", "image"}}}}, values) ==
        Values{2, 3, 1, 2, 3, 4, 6, 7, 5, 6, 7, 8});
  CHECK(last({1, 6, 1, 1}, {{{"name", "s"}, {"op", "channel_shuffle"}, {"groups", 2}}}, {1, 2, 3, 4, 5, 6}) ==
        Values{1, 4, 2, 5, 3, 6});
  CHECK(last({1, 6, 1, 1}, {{{"name", "s"}, {"op", "channel_shuffle"}, {"groups", 3}}}, {1, 2, 3, 4, 5, 6}) ==
        Values{1, 3, 5, 2, 4, 6});
}

TEST_CASE("the host gives values another shape, or repeats them") {
  CHECK(last({1, 2, 1, 2}, {{{"name", "r"}, {"op", "host"}, {"what", "reshape"}, {"shape", {4, 1, 1, 1}}}},
             {1, 2, 3, 4}) == Values{1, 2, 3, 4});
  CHECK(last({1, 2, 1, 2}, {{{"name", "u"}, {"op", "host"}, {"what", "upsample"}, {"shape", {1, 2, 2, 4}}}},
             {1, 2, 3, 4}) == Values{1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4});
}

TEST_CASE("a residual is added to the sums before they are requantized") {
  rc::prop("any convolution that keeps the shape", [] {
    json b = {{"name", "b"},
              {"out_channels", 5},
              {"kernel", 3},
              {"padding", 1},
              {"bias", true},
              {"residual", {{"input", "a"}, {"shift", random_number(0, 6)}}},
              {"requantization",
               {{"shift", {{"low", 5}, {"high", 9}}}, {"rounding", "half_up"}, {"relu", random_number(0, 1) == 1}}}};
    const Graph graph = graph_of({conv_json("a", 5), b});
    const std::vector<LayerTensors> filters = random_filters(graph, 3);
    const std::vector<Tensor8> tensors = reference_execution(graph, filters, random_input(graph, 4));
    const auto& op = std::get<Convolution>(graph.nodes[1].operation);
    LayerTensors operands = filters[1];
    operands.input = tensors[1];
    Layer without = op.layer;
    without.residual_shift.reset();
    const std::vector<std::int32_t> sums = reference_convolution(without, operands).accumulators;
    for (std::size_t i = 0; i < sums.size(); ++i) {
      const int channel = static_cast<int>(i) / 36;
      const int shift = op.layer.shift_of(channel);
      const int sum = sums[i] + tensors[1].data[i] * (1 << *op.layer.residual_shift) + (1 << (shift - 1));
      const int low = op.layer.relu ? 0 : -128;
      RC_ASSERT(tensors[2].data[i] == std::min(std::max(sum >> shift, low), 127));
    }
  });
}

TEST_CASE("filters and input are the same for a seed, and others for each node and seed") {
  const Graph graph =
      graph_of({conv_json("a", 4), conv_json("b", 4), {{"name", "add"}, {"op", "add"}, {"inputs", {"a", "b"}}}});
  const std::vector<LayerTensors> filters = random_filters(graph, 5);
  REQUIRE(filters.size() == 3);
  CHECK(filters[0].weights.data == random_filters(graph, 5)[0].weights.data);
  CHECK(filters[0].weights.data != filters[1].weights.data);
  CHECK(filters[0].weights.data != random_filters(graph, 6)[0].weights.data);
  CHECK(filters[2].weights.data.empty());
  CHECK(random_input(graph, 5).data == random_input(graph, 5).data);
  CHECK(random_input(graph, 5).data != random_input(graph, 6).data);
}

TEST_CASE("values of shipped networks live to their end") {
  for (const char* name : {"mobilenet-v1", "mobilenet-v2", "mobilenet-v2-grouped", "resnet-18", "efficientnet-lite0",
                           "shufflenet-v2-x1.0"}) {
    const Graph graph = find_graph(name);
    const std::vector<LayerTensors> filters = random_filters(graph);
    const std::vector<Tensor8> tensors = reference_execution(graph, filters, random_input(graph));
    REQUIRE(tensors.size() == graph.tensors.size());
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      CAPTURE(name, graph.tensors[i].name);
      const Values& values = tensors[i].data;
      CHECK(static_cast<std::int64_t>(values.size()) == graph.tensors[i].shape.elements());
      CHECK(std::set<std::int8_t>(values.begin(), values.end()).size() > 20);
      const auto share = [&](std::int8_t value) {
        return static_cast<double>(std::count(values.begin(), values.end(), value)) /
               static_cast<double>(values.size());
      };
      CHECK(share(0) < 0.7);
      CHECK(share(127) + share(-128) < 0.2);
    }
    CAPTURE(name);
    const Values& logits = tensors.back().data;
    CHECK(logits.size() == 1000);
    CHECK(std::set<std::int8_t>(logits.begin(), logits.end()).size() > 120);
    CHECK(logits != reference_execution(graph, filters, random_input(graph, 2)).back().data);
  }
}

}  // namespace vtasim::compiler
