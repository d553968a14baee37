#include "compiler/workload/network.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>

#include "compiler/workload/layer_file.h"
#include "isa/base/error.h"
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

json small_layer(const std::string& name) {
  return {{"name", name}, {"input", {1, 4, 6, 6}}, {"multiplier", 1}, {"kernel", 3}};
}

/// What goes in comes out: the next layer's input has the size of the last one's output.
void check_chain(const Network& network, const std::vector<std::string>& off_the_chain = {}) {
  const Layer* last = nullptr;
  for (const Layer& layer : network.layers) {
    if (std::find(off_the_chain.begin(), off_the_chain.end(), layer.name) != off_the_chain.end()) continue;
    if (last != nullptr && layer.name != "fc" && last->name != "conv1") {
      CAPTURE(network.name, layer.name);
      CHECK(layer.channels == last->out_channels);
      CHECK(layer.height == last->out_height());
      CHECK(layer.width == last->out_width());
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

TEST_CASE("the layers of shipped networks fit each other") {
  check_chain(find_network("mobilenet-v1"));
  check_chain(find_network("mobilenet-v2"));
  check_chain(find_network("mobilenet-v2-grouped"));
  const Network resnet = find_network("resnet-18");
  check_chain(resnet, {"stage2-block1-shortcut", "stage3-block1-shortcut", "stage4-block1-shortcut"});
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

TEST_CASE("patterns select layers in the network's order") {
  const Network network = find_network("mobilenet-v1");
  const auto names = [&](const std::vector<std::string>& patterns) {
    std::vector<std::string> result;
    for (const Layer& layer : select_layers(network, patterns).layers) result.push_back(layer.name);
    return result;
  };
  CHECK(names({"pw1", "dw1"}) == std::vector<std::string>{"dw1", "pw1"});
  CHECK(names({"*w1"}) == std::vector<std::string>{"dw1", "pw1"});
  CHECK(names({"d*1*"}) == std::vector<std::string>{"dw1", "dw10", "dw11", "dw12", "dw13"});
  CHECK(names({"*"}).size() == network.layers.size());
  CHECK_THROWS_WITH(names({"dw1", "dw99"}), Contains("no layer matches \"dw99\"; it has conv1, dw1"));
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

}  // namespace vtasim::compiler
