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
          {"packing", {{"cycles_per_byte", 2}, {"cycles_per_piece", 0.5}, {"cycles_per_line", 10}, {"line_bytes", 64}}},
          {"launch_microseconds", 2.5},
          {"accelerator_hz", 250},
          {"source", {{"cores", "counted"}}}};
}

}  // namespace

TEST_CASE("a host turns cycles, bytes and multiply-adds into seconds") {
  const HostModel host = parse_host_model(sample(), "somewhere/box.json");
  CHECK(host.name == "box");
  CHECK(host.accelerator_seconds(500) == 2.0);
  CHECK(host.packing_seconds({1500, 0, 0}) == 3.0);
  CHECK(host.packing_seconds({0, 3000, 0}) == 1.5);
  CHECK(host.packing_seconds({0, 0, 200}) == 2.0);
  CHECK(host.packing_seconds({1500, 3000, 200}) == 6.5);
  CHECK(host.packing.line_bytes == 64);
  CHECK(host.launch_seconds(4) == 1e-5);
  CHECK(host.source.at("cores") == "counted");
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
  HostModel pynq = find_host_model("pynq");
  const json built_in = to_json(HostModel{});
  for (const auto& [key, number] : built_in.items()) {
    if (key != "name") CHECK(pynq.source.count(key) == 1);  // Each says where it is from.
  }
  pynq.source.clear();
  CHECK(to_json(pynq) == built_in);
  for (const std::string& name : host_model_names()) CHECK(find_host_model(name).name == name);
}

TEST_CASE("a host's file is read as it was written, numbers with decimals too") {
  const HostModel host = parse_host_model(sample(), "box.json");
  const std::string text = host_file_text(host);
  CHECK(to_json(parse_host_model(json::parse(text), "other.json")) == to_json(host));
  CHECK_THAT(text, Contains("{\n  \"name\": \"box\",\n  \"source\": "));
  HostModel half = host;
  half.multiply_adds_per_cycle = 0.5;
  CHECK(parse_host_model(json::parse(host_file_text(half)), "box.json").multiply_adds_per_second() == 500);
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
  wrong["packing_cycles_per_byte"] = 4;
  CHECK_THROWS_WITH(parse_host_model(wrong, "h.json"), Contains("unknown key \"packing_cycles_per_byte\""));
  wrong = sample();
  wrong["packing"]["cycles_per_line"] = -1;
  CHECK_THROWS_WITH(parse_host_model(wrong, "h.json"),
                    "h.json: packing: cycles_per_line is -1; legal are numbers from 0 to 1000000");
  wrong = sample();
  wrong["packing"].erase("line_bytes");
  CHECK_THROWS_WITH(parse_host_model(wrong, "h.json"), "h.json: packing: line_bytes is missing");
  wrong = sample();
  wrong["packing"]["cycles"] = 1;
  CHECK_THROWS_WITH(parse_host_model(wrong, "h.json"), Contains("h.json: packing: unknown key \"cycles\""));
  wrong = sample();
  wrong["launch_microseconds"] = "short";
  CHECK_THROWS_WITH(parse_host_model(wrong, "h.json"), Contains("h.json: launch_microseconds is \"short\"; legal are"));
  wrong = sample();
  wrong["source"]["cores"] = 1;
  CHECK_THROWS_WITH(parse_host_model(wrong, "h.json"), Contains("h.json: source: cores is 1; it must be a string"));
  CHECK_THROWS_WITH(find_host_model("mainframe"), Contains("host \"mainframe\": no such file") && Contains("pynq"));
}

}  // namespace vtasim::experiment
