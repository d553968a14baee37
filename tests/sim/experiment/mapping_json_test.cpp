#include "sim/experiment/mapping_json.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "compiler/lanes/operand_bytes.h"
#include "compiler/mappings/registry.h"
#include "compiler/packing/packing.h"
#include "tests/support/configurations.h"

namespace vtasim::experiment {
namespace {

using nlohmann::json;

/// 10 channels of 12 x 13 pixels, kernel 3 x 3 with padding 1.
compiler::Layer depthwise() {
  compiler::Layer layer;
  layer.name = "layer";
  layer.channels = layer.out_channels = layer.groups = 10;
  layer.height = 12;
  layer.width = 13;
  layer.kernel_h = layer.kernel_w = 3;
  layer.pad_top = layer.pad_left = layer.pad_bottom = layer.pad_right = 1;
  return layer;
}

compiler::Layer dense(int channels) {
  compiler::Layer layer = depthwise();
  layer.channels = channels;
  layer.out_channels = 16;
  layer.groups = 1;
  return layer;
}

}  // namespace

TEST_CASE("a mapping's JSON says what sits in which lanes") {
  const isa::HardwareConfig config = configuration(3, 64, {});
  const compiler::Layer layer = depthwise();
  const json object = mapping_json(layer, compiler::make_mapping("diagonal", layer, config), 8);
  CHECK(object["name"] == "diagonal");
  CHECK(object["operands"] == "in_own_buffers");
  CHECK(object["input"] == json({10, 12, 13}));
  CHECK(object["padding"] == json({1, 1}));
  CHECK(object["positions"] == json({12, 13}));
  CHECK(object["in"]["lanes"][5] == json({5, 0, 0}));
  REQUIRE(object["taps"].size() == 9);
  CHECK(object["taps"][5]["row"] == 1);
  CHECK(object["taps"][5]["col"] == 2);
  REQUIRE(object["taps"][5]["filter"].size() == 8);
  CHECK(object["taps"][5]["filter"][3] == json({3, 3, 3, 0, 1, 2}));
  CHECK_FALSE(object.contains("constants"));
  const json half = mapping_json(layer, compiler::make_mapping("diagonal", layer, configuration(4, 64, {})), 16);
  for (const char* map : {"in", "out"}) {
    CHECK(half[map]["lanes"][9] == json({9, 0, 0}));
    CHECK(half[map]["lanes"][10] == nullptr);
  }
}

TEST_CASE("windows of swapped operands are dealt out to rows of a tile, the filter lies in vectors") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  const compiler::Layer layer = depthwise();
  const json object = mapping_json(layer, compiler::make_mapping("swapped 4x4 step 4x2", layer, config), 16);
  CHECK(object["operands"] == "swapped");
  CHECK(object["in"]["lanes"][6] == json({0, 1, 2}));
  CHECK(object["in"]["row_step"] == 4);
  CHECK(object["in"]["col_step"] == 2);
  // An output that begins in the second column of a window has its taps a lane further on.
  CHECK(object["taps"][1]["out_vector"] == 1);
  CHECK(object["taps"][1]["filter"][4] == json({0, 6, 0, 0, 1, 1}));
  CHECK(object["taps"][1]["filter"][0] == json({0, 1, 0, 0, 0, 0}));
  const json runs = mapping_json(layer, compiler::make_mapping("swapped 4x4 step 4x2 runs 4x2", layer, config), 16);
  REQUIRE(runs["out"].contains("sequence"));
  CHECK(runs["out"]["sequence"]["step"] == 1);
  CHECK(runs["out"]["sequence"]["first"].size() == runs["out"]["lanes"].size());
}

TEST_CASE("a mapping's JSON has the filter where packing lays it") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  std::set<std::string> seen;
  for (const compiler::Layer& layer : {depthwise(), dense(3), dense(32)}) {
    std::vector<std::string> names = compiler::mapping_names();
    names.insert(names.end(), {"in 2x8x1 step 2x4 out 4x4x1", "swapped 4x4 step 4x2"});
    for (const std::string& name : names) {
      if (!compiler::applicable(name, layer, config)) continue;
      INFO(layer.channels << " channels, " << name);
      seen.insert(name);
      const compiler::Mapping mapping = compiler::make_mapping(name, layer, config);
      const bool swapped = mapping.nest.operands == compiler::Operands::swapped;
      // Elements that none equals that lies beside them.
      compiler::Tensor8 weights =
          compiler::Tensor8::zeros(layer.out_channels, layer.channels / layer.groups, layer.kernel_h, layer.kernel_w);
      for (std::size_t i = 0; i < weights.data.size(); ++i) {
        weights.data[i] = static_cast<std::int8_t>(1 + i * 7 % 127);
      }
      const std::vector<std::uint8_t> packed = compiler::pack_filter(layer, mapping, config, weights);
      const json taps = mapping_json(layer, mapping, 16)["taps"];
      const std::size_t size = swapped ? 16 : 256;
      std::vector<std::uint8_t> told(taps.size() * size, 0);
      for (std::size_t t = 0; t < taps.size(); ++t) {
        for (const json& element : taps[t]["filter"]) {
          const std::size_t at = t * size + element[0].get<std::size_t>() * 16 + element[1].get<std::size_t>();
          told[at] = static_cast<std::uint8_t>(weights.at(element[2], element[3], element[4], element[5]));
        }
      }
      CHECK(told ==
            std::vector<std::uint8_t>(packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(told.size())));
    }
  }
  CHECK(seen.size() >= 10);
}

TEST_CASE("the ALU's filters lie in the lanes of their channels") {
  isa::HardwareConfig config = configuration(4, 64, {});
  config.alu_mul = true;
  const compiler::Layer layer = depthwise();
  const json object = mapping_json(layer, compiler::make_mapping("alu", layer, config), 16);
  CHECK(object["operands"] == "in_acc");
  REQUIRE(object["taps"].size() == 9);
  CHECK(object["taps"][4]["filter"][9] == json({9, 9, 9, 0, 1, 1}));
  CHECK(object["taps"][4]["filter"].size() == 10);
}

}  // namespace vtasim::experiment
