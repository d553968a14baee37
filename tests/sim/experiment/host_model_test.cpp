#include "sim/experiment/host_model.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/program/compile_stats.h"
#include "isa/base/error.h"

namespace vtasim::experiment {
namespace {

using Catch::Matchers::Contains;
using nlohmann::json;

json sample() {
  return {{"cores", 4},
          {"core_hz", 1000},
          {"multiply_adds_per_cycle", 8},
          {"packing_cycles_per_byte", 2},
          {"accelerator_hz", 250},
          {"source", {{"cores", "counted"}}}};
}

}  // namespace

TEST_CASE("a host turns cycles, bytes and multiply-adds into seconds") {
  const HostModel host = parse_host_model(sample(), "somewhere/box.json");
  CHECK(host.name == "box");
  CHECK(host.accelerator_seconds(500) == 2.0);
  CHECK(host.packing_seconds(1500) == 3.0);
  compiler::Layer layer;
  layer.channels = layer.out_channels = 10;
  layer.height = layer.width = 20;
  layer.kernel_h = layer.kernel_w = 1;
  CHECK(layer.macs() == 40000);
  CHECK(host.layer_seconds(layer, 1) == 5.0);
  CHECK(host.layer_seconds(layer, 4) == 1.25);
}

TEST_CASE("the input counts to the peak only where it is packed anew") {
  compiler::Layer layer;
  layer.channels = 3;
  layer.height = 5;
  layer.width = 7;
  compiler::CompileStats stats;
  stats.dram_bytes = 1000;
  CHECK(peak_dram_bytes(layer, stats) == 1000);
  stats.packed_bytes = 1;
  CHECK(peak_dram_bytes(layer, stats) == 1105);
}

TEST_CASE("a layer on the host needs its tensors") {
  compiler::Layer layer;
  layer.channels = 3;
  layer.out_channels = 2;
  layer.height = 5;
  layer.width = 7;
  layer.kernel_h = layer.kernel_w = 3;
  CHECK(host_dram_bytes(layer) == 3 * 5 * 7 + 2 * 3 * 9 + 2 * 3 * 5);
  layer.bias = true;
  CHECK(host_dram_bytes(layer) == 3 * 5 * 7 + 2 * 3 * 9 + 2 * 3 * 5 + 8);
  layer.residual_shift = 0;
  CHECK(host_dram_bytes(layer) == 3 * 5 * 7 + 2 * 3 * 9 + 2 * (2 * 3 * 5) + 8);
}

TEST_CASE("the shipped default host is the built-in one") {
  CHECK(to_json(find_host_model("pynq")) == to_json(HostModel{}));
  for (const std::string& name : host_model_names()) CHECK(find_host_model(name).name == name);
}

TEST_CASE("a wrong host is refused with file, field and range") {
  json wrong = sample();
  wrong["cores"] = 0;
  CHECK_THROWS_WITH(parse_host_model(wrong, "h.json"), "h.json: cores is 0; legal are 1 to 1024");
  wrong = sample();
  wrong.erase("core_hz");
  CHECK_THROWS_WITH(parse_host_model(wrong, "h.json"), "h.json: core_hz is missing");
  wrong = sample();
  wrong["speed"] = 1;
  CHECK_THROWS_WITH(parse_host_model(wrong, "h.json"), Contains("unknown key \"speed\""));
  wrong = sample();
  wrong["source"]["cores"] = 1;
  CHECK_THROWS_WITH(parse_host_model(wrong, "h.json"), Contains("h.json: source: cores is 1; it must be a string"));
  CHECK_THROWS_WITH(find_host_model("mainframe"), Contains("host \"mainframe\": no such file") && Contains("pynq"));
}

}  // namespace vtasim::experiment
