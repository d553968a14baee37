#include "compiler/graph/graph.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <vector>

#include "isa/base/error.h"
#include "tests/support/sample_layers.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;
using Indices = std::vector<std::size_t>;

Graph image_graph() { return make_graph("net", "image", {1, 8, 6, 5}, "here"); }

Convolution convolution(int channels, int height, int width) {
  return {depthwise_layer(channels, height, width, 3, 1), false};
}

MaxPool max_pool(int kernel, int stride, int padding) {
  return {{kernel, kernel, stride, stride, padding, padding, padding, padding}};
}

AveragePool mean(int kernel_h, int kernel_w, int stride_h = 1, int stride_w = 1) {
  AveragePool pool;
  pool.window.kernel_h = kernel_h;
  pool.window.kernel_w = kernel_w;
  pool.window.stride_h = stride_h;
  pool.window.stride_w = stride_w;
  return pool;
}

/// The shape that comes out of an operation on the image.
Shape shape_after(Operation operation) {
  Graph graph = image_graph();
  const std::size_t tensor = append_node(graph, "node", std::move(operation), {0}, "here");
  return graph.tensors[tensor].shape;
}

}  // namespace

TEST_CASE("nodes are numbered as their tensors, behind the input") {
  Graph graph = image_graph();
  CHECK(graph.input_shape() == Shape{1, 8, 6, 5});
  const std::size_t a = append_node(graph, "a", convolution(8, 6, 5), {0}, "here");
  const std::size_t b = append_node(graph, "b", Addition{}, {0, a}, "here");
  const std::size_t c = append_node(graph, "c", Addition{}, {b, b}, "here");
  CHECK(a == Graph::output_of(0));
  CHECK(Graph::node_of(b) == 1);
  CHECK_FALSE(Graph::node_of(0));
  CHECK(graph.tensor_named("image") == 0);
  CHECK(graph.tensor_named("c") == c);
  CHECK_FALSE(graph.tensor_named("d"));
  CHECK(std::get<Convolution>(graph.nodes[0].operation).layer.name == "a");
  CHECK(readers_of(graph) == std::vector<Indices>{{0, 1}, {1}, {2}, {}});
}

TEST_CASE("the shapes of outputs follow from those of inputs") {
  CHECK(shape_after(convolution(8, 6, 5)) == Shape{1, 8, 6, 5});
  CHECK(shape_after(max_pool(3, 2, 1)) == Shape{1, 8, 3, 3});
  CHECK(shape_after(max_pool(2, 2, 0)) == Shape{1, 8, 3, 2});
  CHECK(shape_after(mean(2, 5, 2, 1)) == Shape{1, 8, 3, 1});
  CHECK(shape_after(ChannelShuffle{4}) == Shape{1, 8, 6, 5});
  CHECK(shape_after(ChannelSlice{3, 5}) == Shape{1, 5, 6, 5});
  CHECK(shape_after(HostOperation{HostWork::reshape, {2, 120, 1, 1}}) == Shape{2, 120, 1, 1});
  CHECK(shape_after(HostOperation{HostWork::upsample, {1, 8, 12, 5}}) == Shape{1, 8, 12, 5});
  Graph graph = image_graph();
  const std::size_t slice = append_node(graph, "slice", ChannelSlice{0, 3}, {0}, "here");
  const std::size_t joined = append_node(graph, "joined", Concat{}, {0, slice, slice}, "here");
  CHECK(graph.tensors[joined].shape == Shape{1, 14, 6, 5});
}

TEST_CASE("an average pooling without a multiplier gets the closest") {
  Graph graph = image_graph();
  append_node(graph, "pool", mean(2, 4), {0}, "here");
  const auto& pool = std::get<AveragePool>(graph.nodes[0].operation);
  CHECK(pool.multiplier == 1);
  CHECK(pool.requantization.shift == 3);
  AveragePool given = mean(2, 4);
  given.multiplier = 5;
  given.requantization.shift = 6;
  append_node(graph, "given", given, {0}, "here");
  CHECK(std::get<AveragePool>(graph.nodes[1].operation).multiplier == 5);
  CHECK(std::get<AveragePool>(graph.nodes[1].operation).requantization.shift == 6);
}

TEST_CASE("what does not fit its inputs is refused with the shapes") {
  const auto refuses = [](Operation operation, std::vector<std::size_t> inputs, const std::string& message) {
    Graph graph = image_graph();
    append_node(graph, "half", ChannelSlice{0, 4}, {0}, "here");
    CHECK_THROWS_WITH(append_node(graph, "node", std::move(operation), std::move(inputs), "net.json: node"),
                      "net.json: node: " + message);
    CHECK(graph.nodes.size() == 1);
    CHECK(graph.tensors.size() == 2);
  };
  refuses(convolution(8, 6, 6), {0}, "takes (1, 8, 6, 6), its input is (1, 8, 6, 5)");
  refuses(convolution(8, 6, 5), {0, 0}, "has 2 inputs; its operation takes 1");
  Convolution residual = convolution(8, 6, 5);
  residual.layer.residual_shift = 0;
  refuses(residual, {0}, "has 1 inputs; its operation takes 2");
  refuses(residual, {0, 1}, "residual is (1, 4, 6, 5); it must have the shape of the output, (1, 8, 6, 5)");
  refuses(Addition{}, {0, 1}, "inputs are (1, 8, 6, 5) and (1, 4, 6, 5); their shapes must be the same");
  refuses(max_pool(3, 1, 3), {0}, "padding is [3, 3, 3, 3]; on each side it must be less than the kernel, 3 x 3");
  for (const PoolWindow& window : {PoolWindow{2, 2, 1, 1, 2, 0, 0, 0}, PoolWindow{2, 2, 1, 1, 0, 2, 0, 0},
                                   PoolWindow{2, 2, 1, 1, 0, 0, 2, 0}, PoolWindow{2, 2, 1, 1, 0, 0, 0, 2}}) {
    refuses(MaxPool{window}, {0},
            fmt::format("padding is [{}, {}, {}, {}]; on each side it must be less than the kernel, 2 x 2",
                        window.pad_top, window.pad_bottom, window.pad_left, window.pad_right));
  }
  refuses(max_pool(6, 1, 0), {0}, "kernel is 6 x 6; it must be at most the padded input, 6 x 5");
  refuses(Concat{}, {0}, "inputs has 1 names; concat takes 2 and more");
  refuses(ChannelShuffle{3}, {0}, "groups is 3; it must be a divisor of 8 channels");
  refuses(ChannelSlice{6, 3}, {0}, "takes channels 6 to 8; its input has 0 to 7");
  refuses(ChannelGather{{{0, 7}, {0, 8}}}, {0}, "takes channel 8 of input 0, which it has not");
  refuses(ChannelGather{{{1, 0}}}, {0}, "takes channel 0 of input 1, which it has not");
  refuses(HostOperation{HostWork::reshape, {1, 8, 6, 6}}, {0},
          "shape is (1, 8, 6, 6); it must have the 240 elements of the input, (1, 8, 6, 5)");
  refuses(HostOperation{HostWork::upsample, {1, 8, 12, 7}}, {0},
          "shape is (1, 8, 12, 7); it must be (1, 8, 6, 5) with whole multiples of its rows and of its columns");
}

TEST_CASE("concat takes inputs that differ in their channels only, and not too many") {
  Graph graph = make_graph("net", "image", {1, 40000, 2, 1}, "here");
  CHECK_THROWS_WITH(append_node(graph, "node", Concat{}, {0, 0}, "here"),
                    "here: inputs have 80000 channels together; legal are 1 to 65536");
  const std::size_t pool = append_node(graph, "pool", mean(2, 1), {0}, "here");
  CHECK_THROWS_WITH(append_node(graph, "node", Concat{}, {0, pool}, "here"),
                    "here: inputs are (1, 40000, 2, 1) and (1, 40000, 1, 1); all but their channels must be the same");
}

TEST_CASE("tensors too large for an index, sums too large for 32 bits and names of others are refused") {
  CHECK_THROWS_WITH(make_graph("net", "image", {65536, 65536, 1, 1}, "here"),
                    Contains("here: input is (65536, 65536, 1, 1)") && Contains("2147483647"));
  Graph graph = make_graph("net", "image", {1, 1, 4096, 4096}, "here");
  CHECK_THROWS_WITH(append_node(graph, "pool", mean(4096, 4096), {0}, "here"),
                    Contains("takes the mean of 16777216 inputs, times 1; it must be 8388608 at most"));
  AveragePool given = mean(1024, 1024);
  given.multiplier = 9;
  CHECK_THROWS_WITH(append_node(graph, "pool", given, {0}, "here"),
                    Contains("takes the mean of 1048576 inputs, times 9"));
  CHECK_THROWS_WITH(append_node(graph, "up", HostOperation{HostWork::upsample, {1, 1, 65536, 65536}}, {0}, "here"),
                    Contains("here: output is (1, 1, 65536, 65536)"));
  append_node(graph, "a", ChannelShuffle{1}, {0}, "here");
  CHECK_THROWS_WITH(append_node(graph, "a", ChannelShuffle{1}, {0}, "here"),
                    "here: name \"a\" is that of nodes[0] too; names must differ");
  CHECK_THROWS_WITH(append_node(graph, "image", ChannelShuffle{1}, {0}, "here"),
                    "here: name \"image\" is that of the input too; names must differ");
}

TEST_CASE("a graph's convolutions are those that run on the accelerator as layers, in its order") {
  Graph graph = image_graph();
  append_node(graph, "a", convolution(8, 6, 5), {0}, "here");
  append_node(graph, "add", Addition{}, {0, 1}, "here");
  Convolution last = convolution(8, 6, 5);
  last.fully_connected = true;
  append_node(graph, "b", last, {2}, "here");
  const Network network = convolutions_of(graph);
  CHECK(network.name == "net");
  REQUIRE(network.layers.size() == 2);
  CHECK(network.layers[0].name == "a");
  CHECK(network.layers[1].name == "b");
}

}  // namespace vtasim::compiler
