#include "compiler/graph/graph_file.h"

#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <vector>

#include "compiler/workload/layer_file.h"
#include "isa/base/error.h"
#include "tests/compiler/graph/sample_graphs.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;
using nlohmann::json;
using Indices = std::vector<std::size_t>;

/// The operation of a graph's only node.
template <typename Op>
Op only(json node) {
  const Graph graph = graph_of({std::move(node)});
  REQUIRE(graph.nodes.size() == 1);
  return std::get<Op>(graph.nodes[0].operation);
}

/// What is said against a graph of these nodes.
std::string complaint(json nodes) {
  try {
    graph_of(std::move(nodes));
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a node without op is a convolution on the tensor before, with a layer's keys") {
  const Graph graph = graph_of({conv_json("a", 8), conv_json("b", 6)});
  CHECK(graph.name == "net");
  CHECK(graph.tensors[0].name == "image");
  REQUIRE(graph.nodes.size() == 2);
  CHECK(graph.nodes[0].inputs == Indices{0});
  CHECK(graph.nodes[1].inputs == Indices{1});
  CHECK(graph.outputs == Indices{2});
  CHECK(graph.tensors[2].shape == Shape{1, 6, 6, 6});
  json layer = conv_json("b", 6);
  layer["input"] = {1, 8, 6, 6};
  CHECK(to_json(std::get<Convolution>(graph.nodes[1].operation).layer) == to_json(parse_layer(layer, "layer.json")));
}

TEST_CASE("a convolution may add another tensor: its second input") {
  json b = conv_json("b", 8);
  b["residual"] = {{"input", "a"}, {"shift", 6}};
  json c = conv_json("c", 8);
  c["residual"] = {{"input", "a"}};
  const Graph graph = graph_of({conv_json("a", 8), b, c});
  CHECK(graph.nodes[1].inputs == Indices{1, 1});
  CHECK(graph.nodes[2].inputs == Indices{2, 1});
  CHECK(std::get<Convolution>(graph.nodes[1].operation).layer.residual_shift == 6);
  CHECK(std::get<Convolution>(graph.nodes[2].operation).layer.residual_shift == 0);
  CHECK_FALSE(std::get<Convolution>(graph.nodes[0].operation).layer.residual_shift);
}

TEST_CASE("a fully connected layer's kernel is the plane") {
  const auto op = only<Convolution>(
      {{"name", "fc"}, {"op", "fully_connected"}, {"units", 10}, {"bias", true}, {"requantization", {{"shift", 7}}}});
  CHECK(op.fully_connected);
  CHECK(op.layer.kernel_h == 6);
  CHECK(op.layer.kernel_w == 6);
  CHECK(op.layer.out_channels == 10);
  CHECK(op.layer.groups == 1);
  CHECK(op.layer.bias);
  CHECK(op.layer.shift == 7);
  CHECK(op.layer.out_height() == 1);
}

TEST_CASE("an addition has shifts of its inputs, and requantization") {
  const Graph graph =
      graph_of({conv_json("a", 4),
                {{"name", "add"},
                 {"op", "add"},
                 {"inputs", {"image", "a"}},
                 {"shifts", {2, 6}},
                 {"requantization",
                  {{"shift", 3}, {"rounding", "half_up"}, {"relu", true}, {"clip", {-3, 100}}, {"relu6", 90}}}},
                {{"name", "plain"}, {"op", "add"}, {"inputs", {"add", "a"}}}});
  const auto& add = std::get<Addition>(graph.nodes[1].operation);
  CHECK(add.shifts == std::array<int, 2>{2, 6});
  CHECK(add.requantization.shift == 3);
  CHECK(add.requantization.rounding == Rounding::half_up);
  CHECK(add.requantization.low_clip() == 0);
  CHECK(add.requantization.high_clip() == 90);
  const auto& plain = std::get<Addition>(graph.nodes[2].operation);
  CHECK(plain.shifts == std::array<int, 2>{0, 0});
  CHECK(plain.requantization.shift == 0);
  CHECK(graph.nodes[2].inputs == Indices{2, 1});
}

TEST_CASE("pooling has windows, and means factors that are chosen or given") {
  const auto max =
      only<MaxPool>({{"name", "p"}, {"op", "max_pool"}, {"kernel", {3, 2}}, {"stride", 2}, {"padding", {1, 0, 1, 0}}});
  CHECK(max.window.kernel_h == 3);
  CHECK(max.window.kernel_w == 2);
  CHECK(max.window.stride_w == 2);
  CHECK(max.window.pad_top == 1);
  CHECK(max.window.pad_bottom == 0);
  CHECK(max.window.pad_left == 1);
  const auto mean = only<AveragePool>({{"name", "p"}, {"op", "average_pool"}, {"kernel", 2}, {"stride", {1, 2}}});
  CHECK_FALSE(mean.global);
  CHECK(mean.window.stride_h == 1);
  CHECK(mean.window.stride_w == 2);
  CHECK(mean.multiplier == 1);
  CHECK(mean.requantization.shift == 2);
  const auto global = only<AveragePool>({{"name", "p"},
                                         {"op", "global_average_pool"},
                                         {"multiplier", 7},
                                         {"requantization", {{"shift", 8}, {"rounding", "half_up"}}}});
  CHECK(global.global);
  CHECK(global.window.kernel_h == 6);
  CHECK(global.multiplier == 7);
  CHECK(global.requantization.shift == 8);
  CHECK(global.requantization.rounding == Rounding::half_up);
}

TEST_CASE("channels are concatenated, shuffled and sliced; the host reshapes and upsamples") {
  const Graph graph = graph_of({{{"name", "slice"}, {"op", "channel_slice"}, {"first", 1}, {"channels", 3}},
                                {{"name", "concat"}, {"op", "concat"}, {"inputs", {"image", "slice", "image"}}},
                                {{"name", "shuffle"}, {"op", "channel_shuffle"}, {"groups", 11}},
                                {{"name", "up"}, {"op", "host"}, {"what", "upsample"}, {"shape", {1, 11, 12, 6}}},
                                {{"name", "flat"}, {"op", "host"}, {"what", "reshape"}, {"shape", {1, 792, 1, 1}}}});
  CHECK(std::get<ChannelSlice>(graph.nodes[0].operation).first == 1);
  CHECK(graph.nodes[1].inputs == Indices{0, 1, 0});
  CHECK(std::get<ChannelShuffle>(graph.nodes[2].operation).groups == 11);
  CHECK(std::get<HostOperation>(graph.nodes[3].operation).what == HostWork::upsample);
  CHECK(std::get<HostOperation>(graph.nodes[4].operation).what == HostWork::reshape);
  std::vector<std::string> ops;
  for (const Node& node : graph.nodes) ops.emplace_back(op_name(node.operation));
  CHECK(ops == std::vector<std::string>{"channel_slice", "concat", "channel_shuffle", "host", "host"});
}

TEST_CASE("outputs are named, or the last node's") {
  json object = graph_json({conv_json("a", 4), conv_json("b", 4)});
  object["outputs"] = {"b", "a"};
  object["name"] = "other";
  object["note"] = "for people";
  const Graph graph = parse_graph(object, "net.json");
  CHECK(graph.outputs == Indices{2, 1});
  CHECK(graph.name == "other");
  object["input"].erase("name");
  CHECK(parse_graph(object, "net.json").tensors[0].name == "input");
}

TEST_CASE("complaints about graphs name the file and the field") {
  const auto with = [](const std::function<void(json&)>& change) {
    json object = graph_json({conv_json("a", 4), conv_json("b", 4)});
    change(object);
    try {
      parse_graph(object, "net.json");
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(with([](json& object) { object.erase("input"); }) == "net.json: input is missing");
  CHECK_THAT(
      with([](json& object) {
        object["input"] = {object["input"], object["input"]};
      }),
      Contains("net.json: input is [") && Contains("it must be one object {name, shape}: a network has one input"));
  CHECK(with([](json& object) {
          object["input"]["shape"] = {1, 2, 3};
        }) == "net.json: input: shape is [1,2,3]; it must be a list of 4 integers");
  CHECK_THAT(with([](json& object) { object["input"]["size"] = 1; }),
             Contains("net.json: input: unknown key \"size\""));
  CHECK(with([](json& object) { object["layers"] = 1; }) == "net.json: layers must be left out where nodes are given");
  CHECK_THAT(with([](json& object) { object["node"] = 1; }), Contains("net.json: unknown key \"node\""));
  CHECK(with([](json& object) { object["nodes"] = json::array(); }) ==
        "net.json: nodes is empty; it must have at least one node");
  CHECK(with([](json& object) { object["outputs"] = json::array(); }) ==
        "net.json: outputs is empty; it must have at least one name");
  CHECK(with([](json& object) {
          object["outputs"] = {"b", "image"};
        }) == "net.json: outputs[1] is \"image\"; it must be the name of a node");
  CHECK(with([](json& object) { object["outputs"] = {7}; }) ==
        "net.json: outputs[0] is 7; it must be the name of a node");
  CHECK(with([](json& object) {
          object["outputs"] = {"b", "b"};
        }) == "net.json: outputs[1] is \"b\" once more; names must differ");
  CHECK(with([](json& object) { object["outputs"] = {"a"}; }) ==
        "net.json: nodes[1] (b) is read by no node; it must be, or stand in outputs");
}

TEST_CASE("complaints about nodes name the node, the field, the value and what is legal") {
  json node = conv_json("a", 4);
  node["kernel"] = 9;
  CHECK(complaint({node}) == "net.json: nodes[0] (a): kernel is 9; it must be at most the padded input, 8 x 8");
  node = conv_json("a", 4);
  node["input"] = {1, 4, 6, 6};
  CHECK_THAT(complaint({node}), Contains("net.json: nodes[0] (a): unknown key \"input\""));
  node.erase("name");
  CHECK(complaint({node}) == "net.json: nodes[0]: name is missing");
  CHECK(complaint({7}) == "net.json: nodes[0]: 7 is not a JSON object");
  CHECK(complaint({{{"name", "a"}, {"op", "pool"}}}) ==
        "net.json: nodes[0] (a): op is \"pool\"; it must be one of conv, fully_connected, add, max_pool, average_pool, "
        "global_average_pool, concat, channel_shuffle, channel_slice, host");
  CHECK(complaint({{{"name", "a"}, {"op", "add"}}}) == "net.json: nodes[0] (a): inputs is missing; add takes 2");
  CHECK(complaint({{{"name", "a"}, {"op", "concat"}}}) ==
        "net.json: nodes[0] (a): inputs is missing; concat takes 2 and more");
  CHECK(complaint({{{"name", "a"}, {"op", "add"}, {"inputs", {"image"}}}}) ==
        "net.json: nodes[0] (a): inputs has 1 names; add takes 2");
  CHECK(complaint({{{"name", "a"}, {"op", "concat"}, {"inputs", {"image"}}}}) ==
        "net.json: nodes[0] (a): inputs has 1 names; concat takes 2 and more");
  CHECK(complaint({{{"name", "a"}, {"op", "add"}, {"inputs", {"image", "b"}}}, conv_json("b", 4)}) ==
        "net.json: nodes[0] (a): inputs[1] is \"b\", which is not before this node; nodes stand in an order in which "
        "they can run");
  CHECK(complaint({conv_json("b", 4), {{"name", "a"}, {"op", "add"}, {"inputs", {"image", "c"}}}}) ==
        "net.json: nodes[1] (a): inputs[1] is \"c\"; it must be the name of a tensor before: image, b");
  CHECK(complaint({{{"name", "a"}, {"op", "add"}, {"inputs", {"image", 3}}}}) ==
        "net.json: nodes[0] (a): inputs[1] is 3; it must be the name of a tensor before: image");
  CHECK(complaint({{{"name", "a"}, {"op", "add"}, {"inputs", {"image", "image"}}, {"shifts", {0, 7}}}}) ==
        "net.json: nodes[0] (a): shifts[1] is 7; legal are 0 to 6");
  CHECK_THAT(complaint({{{"name", "a"},
                         {"op", "add"},
                         {"inputs", {"image", "image"}},
                         {"requantization", {{"shift", {1, 2, 3, 4}}}}}}),
             Contains("requantization: shift is [1,2,3,4]; it must be an integer, 0 to 31"));
  CHECK_THAT(complaint({conv_json("a", 4), conv_json("a", 4)}),
             Contains("nodes[1] (a): name \"a\" is that of nodes[0] too"));
  node = conv_json("a", 4);
  node["residual"] = {{"input", "image"}, {"shift", 7}};
  CHECK(complaint({node}) == "net.json: nodes[0] (a): residual: shift is 7; legal are 0 to 6");
  node["residual"] = {{"input", "b"}};
  CHECK(complaint({node}) ==
        "net.json: nodes[0] (a): residual: input is \"b\"; it must be the name of a tensor before: "
        "image");
  node = conv_json("a", 5);
  node["residual"] = {{"input", "image"}};
  CHECK(complaint({node}) ==
        "net.json: nodes[0] (a): residual is (1, 4, 6, 6); it must have the shape of the output, (1, 5, 6, 6)");
  CHECK_THAT(complaint({{{"name", "a"}, {"op", "concat"}, {"inputs", {"image", "image"}}, {"axis", 1}}}),
             Contains("net.json: nodes[0] (a): unknown key \"axis\""));
}

TEST_CASE("complaints about pooling, slices and the host's work say what is legal") {
  const auto pool = [](json more) {
    json node = {{"name", "a"}, {"op", "average_pool"}, {"kernel", 2}};
    node.update(more);
    return complaint({node});
  };
  CHECK(pool({{"multiplier", 128}, {"requantization", {{"shift", 1}}}}) ==
        "net.json: nodes[0] (a): multiplier is 128; legal are 1 to 127");
  CHECK(pool({{"multiplier", 1}}) ==
        "net.json: nodes[0] (a): multiplier needs a shift in requantization; without both the closest are taken");
  CHECK(pool({{"requantization", {{"shift", 1}}}}) ==
        "net.json: nodes[0] (a): multiplier is missing, where requantization has a shift; without both the closest are "
        "taken");
  CHECK_THAT(pool({{"padding", 1}}), Contains("unknown key \"padding\""));
  CHECK_THAT(pool({{"kernel", 7}}), Contains("kernel is 7 x 7; it must be at most the padded input, 6 x 6"));
  CHECK(complaint({{{"name", "a"}, {"op", "channel_slice"}, {"first", 2}, {"channels", 3}}}) ==
        "net.json: nodes[0] (a): channels is 3; legal are 1 to 2");
  CHECK(complaint({{{"name", "a"}, {"op", "host"}, {"what", "softmax"}, {"shape", {1, 4, 6, 6}}}}) ==
        "net.json: nodes[0] (a): what is \"softmax\"; it must be \"reshape\" or \"upsample\"");
  CHECK(complaint({{{"name", "a"}, {"op", "host"}, {"shape", {1, 4, 6, 6}}}}) ==
        "net.json: nodes[0] (a): what is missing");
}

}  // namespace vtasim::compiler
