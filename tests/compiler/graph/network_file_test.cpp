#include "compiler/graph/network_file.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "compiler/workload/layer_file.h"
#include "isa/base/error.h"
#include "isa/base/hash.h"
#include "tests/compiler/graph/sample_graphs.h"
#include "tests/support/temporary_directory.h"

namespace vtasim::compiler {
namespace {

using Catch::Matchers::Contains;
using nlohmann::json;

std::int64_t total_macs(const Network& network) {
  std::int64_t macs = 0;
  for (const Layer& layer : network.layers) macs += layer.macs();
  return macs;
}

/// What is trained of it: filters, a batch normalization's scale and offset after each convolution, and the biases of
/// fully connected layers.
std::int64_t parameters(const Network& network) {
  std::int64_t count = 0;
  for (const Layer& layer : network.layers) {
    const std::int64_t filter = std::int64_t{layer.channels / layer.groups} * layer.kernel_h * layer.kernel_w;
    const bool fully_connected = layer.name.rfind("fc", 0) == 0;
    count += layer.out_channels * (filter + (fully_connected ? 1 : 2));
  }
  return count;
}

/// Squeeze-and-excitation: from `channels` to `squeezed` and back, on one pixel.
struct SqueezeAndExcitation {
  int channels;
  int squeezed;
  std::int64_t macs() const { return std::int64_t{2} * channels * squeezed; }
  std::int64_t parameters() const { return macs() + channels + squeezed; }  ///< Both convolutions have biases.
};

/// Multiply-adds and parameters of a network and of what its file leaves out.
void check_with(const Network& network, const std::vector<SqueezeAndExcitation>& left_out, std::int64_t macs,
                std::int64_t trained) {
  std::int64_t all_macs = total_macs(network);
  std::int64_t all_trained = parameters(network);
  for (const SqueezeAndExcitation& block : left_out) {
    all_macs += block.macs();
    all_trained += block.parameters();
  }
  CAPTURE(network.name);
  CHECK(all_macs == macs);
  CHECK(all_trained == trained);
}

std::vector<int> kernels_of_depthwise(const Network& network) {
  std::vector<int> kernels;
  for (const Layer& layer : network.layers) {
    if (layer.depthwise()) kernels.push_back(layer.kernel_h);
  }
  return kernels;
}

json small_layer(const std::string& name) {
  return {{"name", name}, {"input", {1, 4, 6, 6}}, {"multiplier", 1}, {"kernel", 3}};
}

/// What goes in comes out: the next layer's input has the channels of the last one's output, and its size where nothing
/// is pooled between them.
void check_chain(const Network& network, const std::vector<std::string>& off_the_chain = {},
                 const std::vector<std::string>& pooled = {"fc"}) {
  const auto is_in = [](const std::vector<std::string>& names, const Layer& layer) {
    return std::find(names.begin(), names.end(), layer.name) != names.end();
  };
  const Layer* last = nullptr;
  for (const Layer& layer : network.layers) {
    if (is_in(off_the_chain, layer)) continue;
    if (last != nullptr) {
      CAPTURE(network.name, layer.name);
      CHECK(layer.channels == last->out_channels);
      const bool same_size = layer.height == last->out_height() && layer.width == last->out_width();
      CHECK(same_size != is_in(pooled, layer));
    }
    last = &layer;
  }
}

}  // namespace

TEST_CASE("shipped networks have their papers' sizes") {
  // MobileNet (arXiv 1704.04861): 569 million multiply-adds; MobileNetV2 (1801.04381): 300; ResNet-18 (1512.03385): 1.8
  // billion.
  const Network v1 = find_network("mobilenet-v1");
  CHECK(v1.layers.size() == 28);
  CHECK(total_macs(v1) == 568740352);
  const Network v2 = find_network("mobilenet-v2");
  CHECK(v2.layers.size() == 53);
  CHECK(total_macs(v2) == 300774272);
  const Network resnet = find_network("resnet-18");
  CHECK(resnet.layers.size() == 21);
  CHECK(total_macs(resnet) == 1814073344);
}

TEST_CASE("shipped networks have torchvision's multiply-adds and parameters, with what their files leave out") {
  // MobileNetV3-Large (arXiv 1905.02244): torchvision counts 217 million multiply-adds and 5483032 parameters.
  const Network v3 = find_network("mobilenet-v3-large");
  CHECK(v3.layers.size() == 48);
  CHECK(total_macs(v3) == 215082560);
  check_with(v3, {{72, 24}, {120, 32}, {120, 32}, {480, 120}, {672, 168}, {672, 168}, {960, 240}, {960, 240}},
             216589760, 5483032);
  // ShuffleNetV2 1.0x (1807.11164; its authors give 146 million): 145 million and 2278604.
  const Network shuffle = find_network("shufflenet-v2-x1.0");
  CHECK(shuffle.layers.size() == 57);
  check_with(shuffle, {}, 144907992, 2278604);
  // EfficientNet-lite0 is EfficientNet-B0 (1905.11946) without squeeze-and-excitation; of B0 torchvision counts 386
  // million and 5288548. The 407 million that its authors give lite0 are more than its convolutions have.
  const Network lite0 = find_network("efficientnet-lite0");
  CHECK(lite0.layers.size() == 50);
  CHECK(total_macs(lite0) == 385187552);
  std::vector<SqueezeAndExcitation> b0 = {{32, 8}};
  for (const Layer& layer : lite0.layers) {
    if (layer.name.find("-expand") != std::string::npos) b0.push_back({layer.out_channels, layer.channels / 4});
  }
  check_with(lite0, b0, 385814752, 5288548);
}

TEST_CASE("ConvNeXt-T's depthwise layers have 7 x 7 kernels and keep their size") {
  // arXiv 2201.03545: 96 channels of 56 x 56; each stage has twice the channels and half the size of the last.
  int channels = 96;
  int size = 56;
  const Network network = find_network("convnext-tiny-dw");
  CHECK(network.layers.size() == 4);
  for (const Layer& layer : network.layers) {
    CAPTURE(layer.name);
    CHECK(layer.depthwise());
    CHECK(layer.kernel_h == 7);
    CHECK(layer.channels == channels);
    CHECK(layer.height == size);
    CHECK(layer.out_height() == size);
    CHECK(layer.macs() == std::int64_t{channels} * size * size * 49);
    channels *= 2;
    size /= 2;
  }
}

TEST_CASE("the layers of shipped networks fit each other") {
  check_chain(find_network("mobilenet-v1"));
  check_chain(find_network("mobilenet-v2"));
  check_chain(find_network("mobilenet-v2-grouped"));
  const Network resnet = find_network("resnet-18");
  check_chain(resnet, {"stage2-block1-shortcut", "stage3-block1-shortcut", "stage4-block1-shortcut"},
              {"stage1-block1-conv1", "fc"});
  check_chain(find_network("efficientnet-lite0"));
  check_chain(find_network("mobilenet-v3-large"), {}, {"fc1"});
}

TEST_CASE("ShuffleNetV2's blocks take half of the channels that the block before puts out, or all of them") {
  const Network network = find_network("shufflenet-v2-x1.0");
  const auto named = [&](const std::string& name) { return select_layers(network, {name}).layers.at(0); };
  int channels = named("conv1").out_channels;
  int size = named("conv1").out_height() / 2;  // Max pooling.
  const std::vector<int> blocks = {4, 8, 4};
  for (int stage = 2; stage <= 4; ++stage) {
    for (int block = 1; block <= blocks[static_cast<std::size_t>(stage - 2)]; ++block) {
      const std::string prefix = "stage" + std::to_string(stage) + "-block" + std::to_string(block) + "-";
      CAPTURE(prefix);
      const Layer first = named(prefix + "pw1");
      const Layer last = named(prefix + "pw2");
      CHECK(first.channels == (block == 1 ? channels : channels / 2));
      CHECK(first.height == size);
      check_chain({prefix, {first, named(prefix + "dw"), last}}, {}, {});
      size = block == 1 ? size / 2 : size;
      CHECK(last.out_height() == size);
      if (block == 1) {
        const Layer shortcut = named(prefix + "shortcut-pw");
        check_chain({prefix, {named(prefix + "shortcut-dw"), shortcut}}, {}, {});
        CHECK(named(prefix + "shortcut-dw").channels == channels);
        CHECK(named(prefix + "shortcut-dw").height == first.height);
        CHECK(shortcut.out_channels == last.out_channels);
        CHECK(shortcut.out_height() == size);
        channels = 2 * last.out_channels;
      }
      CHECK(2 * last.out_channels == channels);
    }
  }
  CHECK(named("conv5").channels == channels);
  CHECK(named("conv5").height == size);
  CHECK(named("fc").channels == named("conv5").out_channels);
  CHECK(network.layers.size() == 3 + 16 * 3 + 3 * 2);
}

TEST_CASE("depthwise kernels of shipped networks are those of their papers") {
  CHECK(kernels_of_depthwise(find_network("efficientnet-lite0")) ==
        std::vector<int>{3, 3, 3, 5, 5, 3, 3, 3, 5, 5, 5, 5, 5, 5, 5, 3});
  CHECK(kernels_of_depthwise(find_network("mobilenet-v3-large")) ==
        std::vector<int>{3, 3, 3, 5, 5, 5, 3, 3, 3, 3, 3, 3, 5, 5, 5});
  CHECK(kernels_of_depthwise(find_network("shufflenet-v2-x1.0")) == std::vector<int>(19, 3));
}

TEST_CASE("shipped networks clip where their papers have ReLU or ReLU6, and nowhere else") {
  const auto ends_with = [](const std::string& name, const std::string& end) {
    return name.size() >= end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
  };
  for (const Layer& layer : find_network("efficientnet-lite0").layers) {
    CAPTURE(layer.name);
    const bool linear = ends_with(layer.name, "-project") || layer.name == "fc";
    CHECK(layer.relu6 == (linear ? std::nullopt : std::optional<int>(127)));
  }
  // From the seventh block on MobileNetV3-Large has h-swish, and so has its first layer.
  for (const Layer& layer : find_network("mobilenet-v3-large").layers) {
    CAPTURE(layer.name);
    const std::vector<std::string> first = {"block1-", "block2-", "block3-", "block4-", "block5-", "block6-"};
    const bool early = std::find(first.begin(), first.end(), layer.name.substr(0, 7)) != first.end();
    CHECK(layer.relu == (early && !ends_with(layer.name, "-project")));
  }
  for (const Layer& layer : find_network("shufflenet-v2-x1.0").layers) {
    CAPTURE(layer.name);
    CHECK(layer.relu == (!layer.depthwise() && layer.name != "fc"));
  }
}

TEST_CASE("the grouped MobileNetV2 has sixteen channels a group in place of one") {
  const Network depthwise = find_network("mobilenet-v2");
  const Network grouped = find_network("mobilenet-v2-grouped");
  REQUIRE(grouped.layers.size() == depthwise.layers.size());
  int changed = 0;
  for (std::size_t i = 0; i < grouped.layers.size(); ++i) {
    const Layer& layer = grouped.layers[i];
    if (layer.groups == 1) continue;
    ++changed;
    CHECK(depthwise.layers[i].depthwise());
    CHECK(layer.groups * 16 == layer.channels);
  }
  CHECK(changed == 17);
}

TEST_CASE("the first depthwise layer of MobileNetV1 is the shipped single layer") {
  Layer single = find_layer("mobilenet-v1-dw1");
  single.name = "dw1";
  CHECK(to_json(select_layers(find_network("mobilenet-v1"), {"dw1"}).layers.at(0)) == to_json(single));
}

TEST_CASE("every shipped network loads and is named like its file") {
  for (const std::string& name : network_names()) CHECK(find_network(name).name == name);
}

TEST_CASE("errors name the file and the layer") {
  const auto parse = [](const json& layers) { return parse_network({{"layers", layers}}, "net.json"); };
  CHECK(parse({small_layer("a"), small_layer("b")}).name == "net");
  CHECK_THROWS_WITH(parse({small_layer("a"), small_layer("a")}),
                    "net.json: layers[1] (a): name \"a\" is that of layers[0] too; names must differ");
  json wrong = small_layer("b");
  wrong["kernel"] = 9;
  CHECK_THROWS_WITH(parse({small_layer("a"), wrong}), Contains("net.json: layers[1] (b): kernel is 9"));
  wrong.erase("name");
  CHECK_THROWS_WITH(parse(json::array({wrong})), "net.json: layers[0]: name is missing");
  CHECK_THROWS_WITH(parse(json::array({7})), "net.json: layers[0] is 7; it must be a layer's name, file or object");
  CHECK_THROWS_WITH(parse(json::array()), Contains("net.json: layers is empty"));
  CHECK_THROWS_WITH(parse_network({{"layers", {small_layer("a")}}, {"layer", 1}}, "net.json"),
                    Contains("unknown key \"layer\""));
}

TEST_CASE("a network's note is a text and changes nothing") {
  const auto parse = [](const json& note) {
    return parse_network({{"note", note}, {"layers", {small_layer("a")}}}, "net.json");
  };
  const Network plain = parse_network({{"layers", {small_layer("a")}}}, "net.json");
  const Network noted = parse("Left out: pooling.");
  CHECK(noted.name == plain.name);
  REQUIRE(noted.layers.size() == 1);
  CHECK(to_json(noted.layers[0]) == to_json(plain.layers[0]));
  CHECK_THROWS_WITH(parse(7), "net.json: note is 7; it must be a string");
}

TEST_CASE("a network may name layers of other files, relative to its own") {
  const TemporaryDirectory directory;
  std::ofstream(directory / "mine.json") << small_layer("a");
  std::ofstream(directory / "net.json") << json{{"layers", {"mine.json", "mobilenet-v1-dw1", small_layer("b")}}};
  const Network network = load_network(directory / "net.json");
  REQUIRE(network.layers.size() == 3);
  CHECK(network.layers[0].name == "a");
  CHECK(network.layers[1].name == "mobilenet-v1-dw1");
  CHECK(network.layers[2].name == "b");
}

TEST_CASE("a name or a file may be a layer or a network") {
  CHECK(find_layers("mobilenet-v1").layers.size() == 28);
  CHECK(find_layers("mobilenet-v1-dw1").layers.size() == 1);
  CHECK(find_layers("mobilenet-v1-dw1").name == "mobilenet-v1-dw1");
  CHECK_THROWS_WITH(find_layers("mobilenet-v9"), Contains("layer \"mobilenet-v9\": no such file and no such name") &&
                                                     Contains("depthwise-small") && Contains("resnet-18"));
  const TemporaryDirectory directory;
  std::ofstream(directory / "one.json") << small_layer("a");
  std::ofstream(directory / "two.json") << json{{"layers", {small_layer("a"), small_layer("b")}}};
  CHECK(find_layers((directory / "one.json").string()).layers.size() == 1);
  CHECK(find_layers((directory / "two.json").string()).layers.size() == 2);
}

TEST_CASE("a graph's file is a network of its convolutions") {
  const json graph = graph_json({conv_json("a", 8),
                                 {{"name", "pool"}, {"op", "max_pool"}, {"kernel", 2}, {"stride", 2}},
                                 conv_json("b", 4),
                                 {{"name", "fc"}, {"op", "fully_connected"}, {"units", 10}}});
  const Network network = parse_network(graph, "net.json");
  REQUIRE(network.layers.size() == 3);
  CHECK(network.name == "net");
  CHECK(network.layers[1].name == "b");
  CHECK(network.layers[1].channels == 8);
  CHECK(network.layers[1].height == 3);
  CHECK(network.layers[2].kernel_h == 3);
  const TemporaryDirectory directory;
  std::ofstream(directory / "net.json") << graph;
  CHECK(find_layers((directory / "net.json").string()).layers.size() == 3);
  CHECK(load_graph(directory / "net.json").nodes.size() == 4);
  CHECK_THROWS_WITH(parse_network(graph_json({{{"name", "pool"}, {"op", "max_pool"}, {"kernel", 2}}}), "net.json"),
                    "net.json: nodes has no conv and no fully_connected; it must have at least one");
  CHECK_THROWS_WITH(parse_network({{"name", "x"}}, "net.json"),
                    "net.json: layers is missing, and so is nodes; a network has one of them");
}

TEST_CASE("a list of layers is a graph where it is a chain") {
  const TemporaryDirectory directory;
  const auto graph_of_layers = [&](const json& layers) {
    std::ofstream(directory / "net.json") << json{{"layers", layers}};
    return find_graph((directory / "net.json").string());
  };
  json second = small_layer("b");
  second["input"] = {1, 4, 4, 4};
  const Graph graph = graph_of_layers({small_layer("input"), second});
  CHECK(graph.name == "net");
  CHECK(graph.tensors[0].name == "input_");
  CHECK(graph.tensors[0].shape == Shape{1, 4, 6, 6});
  REQUIRE(graph.nodes.size() == 2);
  CHECK(graph.nodes[1].inputs == std::vector<std::size_t>{1});
  CHECK(graph.outputs == std::vector<std::size_t>{2});
  CHECK(to_json(convolutions_of(graph).layers[1]) == to_json(parse_layer(second, "b.json")));
  CHECK_THROWS_WITH(
      graph_of_layers({small_layer("a"), second, small_layer("c"), small_layer("d")}),
      Contains("net.json: layers[2] (c): input is (1, 4, 6, 6), and the output of b before it is (1, 4, 2, "
               "2); a list of layers is a graph only as a chain"));
  CHECK_THROWS_WITH(find_graph("mobilenet-v9"), Contains("network \"mobilenet-v9\"") && Contains("resnet-18"));
}

TEST_CASE("shipped graphs have the shortcuts, the pooling and the shuffles of their papers") {
  const auto ops = [](const std::string& name) {
    std::map<std::string, int> count;
    for (const Node& node : find_graph(name).nodes) ++count[std::string(op_name(node.operation))];
    return count;
  };
  using Ops = std::map<std::string, int>;
  CHECK(ops("mobilenet-v1") == Ops{{"conv", 27}, {"global_average_pool", 1}, {"fully_connected", 1}});
  const Ops v2 = {{"conv", 52}, {"add", 10}, {"global_average_pool", 1}, {"fully_connected", 1}};
  CHECK(ops("mobilenet-v2") == v2);
  CHECK(ops("mobilenet-v2-grouped") == v2);
  CHECK(ops("resnet-18") ==
        Ops{{"conv", 20}, {"max_pool", 1}, {"add", 8}, {"global_average_pool", 1}, {"fully_connected", 1}});
  CHECK(ops("efficientnet-lite0") == Ops{{"conv", 49}, {"add", 9}, {"global_average_pool", 1}, {"fully_connected", 1}});
  CHECK(ops("shufflenet-v2-x1.0") == Ops{{"conv", 56},
                                         {"max_pool", 1},
                                         {"channel_slice", 26},
                                         {"concat", 16},
                                         {"channel_shuffle", 16},
                                         {"global_average_pool", 1},
                                         {"fully_connected", 1}});
}

TEST_CASE("shortcuts begin where their blocks begin") {
  for (const char* name : {"mobilenet-v2", "mobilenet-v2-grouped", "efficientnet-lite0", "resnet-18"}) {
    const Graph graph = find_graph(name);
    for (const Node& node : graph.nodes) {
      if (op_name(node.operation) != "add") continue;
      CAPTURE(name, node.name);
      const std::string block = node.name.substr(0, node.name.rfind('-') + 1);
      const auto is_of_block = [&](std::size_t tensor) { return graph.tensors[tensor].name.rfind(block, 0) == 0; };
      const auto first = std::find_if(graph.nodes.begin(), graph.nodes.end(),
                                      [&](const Node& other) { return other.name.rfind(block, 0) == 0; });
      CHECK(is_of_block(node.inputs[1]));
      if (graph.tensors[node.inputs[0]].name != block + "shortcut") CHECK(node.inputs[0] == first->inputs[0]);
    }
  }
}

TEST_CASE("the layers of shipped networks are those that results and baselines are of") {
  const auto hash = [](const std::string& name) {
    json layers;
    for (const Layer& layer : find_network(name).layers) layers.push_back(to_json(layer));
    return hash_of(layers.dump());
  };
  CHECK(hash("convnext-tiny-dw") == "9f19d002d56cfb07");
  CHECK(hash("efficientnet-lite0") == "a5ee9dc7d342fe41");
  CHECK(hash("mobilenet-v1") == "8c7fd9b62a66b69b");
  CHECK(hash("mobilenet-v2") == "5ea6d0679061e87c");
  CHECK(hash("mobilenet-v2-grouped") == "443e48a4524a6fbf");
  CHECK(hash("mobilenet-v3-large") == "4a0ea8505440e93b");
  CHECK(hash("resnet-18") == "f5224beaa4fea66c");
  CHECK(hash("shufflenet-v2-x1.0") == "08311171cc479ff1");
}

}  // namespace vtasim::compiler
