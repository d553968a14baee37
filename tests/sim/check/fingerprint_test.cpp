#include "sim/check/fingerprint.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/workload/layer_file.h"
#include "isa/encoding.h"
#include "isa/program.h"

namespace vtasim::check {
namespace {

/// A GEMM and a FINISH at address 64, behind some data.
isa::Program sample(const isa::Gemm& gemm = {}) {
  isa::Program program;
  program.insn_addr = 64;
  program.insn_count = 2;
  program.dram_bytes = 256;
  isa::Region code{64, {}};
  for (const isa::Instruction& instruction : {isa::Instruction(gemm), isa::Instruction(isa::Finish{})}) {
    const auto bytes = encode(instruction);
    code.bytes.insert(code.bytes.end(), bytes.begin(), bytes.end());
  }
  program.regions = {{0, {1, 2, 3}}, code};
  return program;
}

Fingerprint of(const isa::Program& program) {
  Fingerprint fingerprint;
  add_program(fingerprint, program);
  return fingerprint;
}

}  // namespace

TEST_CASE("hashes are XXH3's own") {
  // Of xxHash's command-line tool: xxhsum -H3.
  CHECK(hash_of("") == "2d06800538d394c2");
  CHECK(hash_of("vtasim") == "8c856641aa86b2ce");
}

TEST_CASE("a token changes the tokens' hash alone") {
  isa::Gemm with_token;
  with_token.deps.pop_prev = 1;
  const Fingerprint a = of(sample());
  const Fingerprint b = of(sample(with_token));
  CHECK(a.tokens != b.tokens);
  CHECK(a.instructions == b.instructions);
  CHECK(a.data == b.data);
  isa::Gemm other_token;
  other_token.deps.push_next = 1;
  CHECK(of(sample(other_token)).tokens != b.tokens);
}

TEST_CASE("an instruction's field changes the instructions' hash alone") {
  isa::Gemm other;
  other.iter_in = 5;
  const Fingerprint a = of(sample());
  const Fingerprint b = of(sample(other));
  CHECK(a.instructions != b.instructions);
  CHECK(a.tokens == b.tokens);
  CHECK(a.data == b.data);
}

TEST_CASE("a byte elsewhere, or another place, changes the data's hash alone") {
  isa::Program other = sample();
  other.regions[0].bytes[1] = 9;
  isa::Program larger = sample();
  larger.dram_bytes += 1;
  for (const isa::Program& program : {other, larger}) {
    CHECK(of(program).data != of(sample()).data);
    CHECK(of(program).instructions == of(sample()).instructions);
    CHECK(of(program).tokens == of(sample()).tokens);
  }
  // The same image in other pieces is the same.
  isa::Program split = sample();
  split.regions[0].bytes.resize(2);
  split.regions.push_back({2, {3}});
  CHECK(of(split).data == of(sample()).data);
}

TEST_CASE("names do not count, keys do") {
  isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const std::string before = hash_of(configuration_contents(config).dump());
  config.name = "other";
  config.target = "sim";
  CHECK(hash_of(configuration_contents(config).dump()) == before);
  config.memory_delay += 1;
  CHECK(hash_of(configuration_contents(config).dump()) != before);

  compiler::Layer layer = compiler::find_layer("depthwise-small");
  const nlohmann::json contents = layer_contents(layer, 1, nullptr);
  layer.name = "other";
  CHECK(layer_contents(layer, 1, nullptr) == contents);
  CHECK(layer_contents(layer, 2, nullptr) != contents);
  layer.shift += 1;
  CHECK(layer_contents(layer, 1, nullptr) != contents);

  // A schedule counts by what it decides.
  experiment::Schedule schedule;
  schedule.tiling.rows = 2;
  const nlohmann::json scheduled = layer_contents(layer, 1, &schedule);
  CHECK(scheduled != layer_contents(layer, 1, nullptr));
  schedule.name = "another name";
  schedule.layer = layer;
  CHECK(layer_contents(layer, 1, &schedule) == scheduled);
  schedule.tiling.rows = 3;
  CHECK(layer_contents(layer, 1, &schedule) != scheduled);
}

}  // namespace vtasim::check
