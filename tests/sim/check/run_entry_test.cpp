#include "sim/check/run_entry.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <numeric>

#include "compiler/graph/graph_file.h"
#include "compiler/mappings/registry.h"
#include "compiler/program/compile.h"
#include "compiler/workload/layer_file.h"
#include "isa/base/error.h"
#include "isa/base/json_reader.h"
#include "isa/case_file.h"
#include "tests/support/program_builder.h"
#include "tests/support/shared_machine.h"

namespace vtasim::check {
namespace {

using Catch::Matchers::Contains;

SuiteRow layer_row(const std::string& mapping, const std::string& hardware = "b16-bus64") {
  SuiteRow row;
  row.name = "row";
  row.hardware = isa::find_hardware_config(hardware);
  row.layer =
      compiler::parse_layer({{"input", {1, 16, 8, 8}}, {"multiplier", 1}, {"kernel", 3}, {"padding", 1}}, "small");
  row.mapping = mapping;
  return row;
}

SuiteRow case_row(const isa::Case& item) {
  SuiteRow row;
  row.name = "row";
  row.hardware = isa::find_hardware_config("b16-bus64");
  row.recorded = std::make_shared<const isa::Case>(item);
  return row;
}

/// A GEMM that resets acc, and FINISH.
isa::Case small_case() {
  isa::Gemm gemm;
  gemm.reset = 1;
  gemm.uop_end = gemm.iter_out = gemm.iter_in = 1;
  isa::Case item;
  item.program = program_of({gemm});
  return item;
}

Measurement run_entry(const SuiteRow& row) {
  experiment::SearchStore store;
  return run_entry(row, {shared_machine(), store});
}

}  // namespace

TEST_CASE("a layer's measurement says what ran, and every module's cycles add up to it") {
  for (const char* hardware : {"b16-bus64", "b16-bus512", "b32-bus64"}) {
    const Measurement measurement = run_entry(layer_row("diagonal", hardware));
    CHECK(measurement.finished());
    CHECK(measurement.verified == true);
    CHECK(measurement.mapping == "diagonal");
    CHECK(measurement.problem.empty());
    CHECK(measurement.gemm_cycles > 0);
    CHECK(measurement.alu_cycles > 0);
    CHECK(measurement.read_bytes > measurement.written_bytes);
    CHECK(measurement.fingerprint.layer.size() == 16);
    REQUIRE(measurement.waits.has_value());
    CHECK((*measurement.waits)[0].delay > 0);
    for (const isa::Module module : {isa::Module::load, isa::Module::compute, isa::Module::store}) {
      std::int64_t sum = 0;
      for (std::size_t i = 0; i < kCycleUseCount; ++i) {
        if (kCycleUses[i].module == module) sum += measurement.used[i];
      }
      CHECK(sum == measurement.cycles + 1);  // The cycle of launch and that of FINISH both count.
    }
  }
}

TEST_CASE("auto is no slower than any mapping that has a program") {
  for (const char* hardware : {"b16-bus64", "b16-bus512"}) {
    std::int64_t fewest = std::numeric_limits<std::int64_t>::max();
    for (const std::string& mapping : compiler::mapping_names()) {
      try {
        fewest = std::min(fewest, run_entry(layer_row(mapping, hardware)).cycles);
      } catch (const Error&) {
        continue;  // Not for this layer.
      }
    }
    const Measurement best = run_entry(layer_row(experiment::kAutoMapping, hardware));
    CHECK(best.cycles <= fewest);
    CHECK(best.verified == true);
    CHECK(best.mapping != experiment::kAutoMapping);
  }
}

TEST_CASE("the same row measures the same, another seed changes the data and nothing else") {
  const Measurement first = run_entry(layer_row("diagonal"));
  const Measurement again = run_entry(layer_row("diagonal"));
  SuiteRow row = layer_row("diagonal");
  row.seed = 2;
  const Measurement other = run_entry(row);
  CHECK(again.cycles == first.cycles);
  CHECK(again.fingerprint.data == first.fingerprint.data);
  CHECK(other.cycles == first.cycles);
  CHECK(other.fingerprint.instructions == first.fingerprint.instructions);
  CHECK(other.fingerprint.data != first.fingerprint.data);
  CHECK(other.fingerprint.layer != first.fingerprint.layer);
}

TEST_CASE("a row is searched for as far as it says, and its measurement knows") {
  SuiteRow row = layer_row("im2col");
  row.layer = compiler::find_layer("depthwise-small");  // Where the full search finds a better program.
  const Measurement quick = run_entry(row);
  row.search = compiler::SearchEffort::full;
  const Measurement full = run_entry(row);
  CHECK(full.cycles < quick.cycles);
  CHECK(quick.fingerprint.search == "quick");
  CHECK(full.fingerprint.search == "full");
  CHECK(full.fingerprint.layer == quick.fingerprint.layer);
}

TEST_CASE("a pair of rectangles is a mapping") {
  const std::string rectangles = "in 4x2x2 step 2x2 out 2x4x2";
  const Measurement measurement = run_entry(layer_row(rectangles));
  CHECK(measurement.verified == true);
  CHECK(measurement.mapping == rectangles);
}

TEST_CASE("a mapping without a program is an error that says why") {
  SuiteRow row = layer_row("diagonal");
  row.layer->kernel_h = row.layer->height = 65536;  // More than fits anything.
  CHECK_THROWS_AS(run_entry(row), Error);
  row.mapping = experiment::kAutoMapping;
  CHECK_THROWS_WITH(run_entry(row), Contains("layer small: no mapping takes it; nearest came "));
}

TEST_CASE("a case is verified by what its file expects") {
  isa::Case item = small_case();
  CHECK_FALSE(run_entry(case_row(item)).verified);
  CHECK(run_entry(case_row(item)).finished());
  CHECK(run_entry(case_row(item)).fingerprint.layer.empty());
  CHECK(run_entry(case_row(item)).fingerprint.search.empty());

  item.outputs = {{16, {0, 0}}};
  CHECK(run_entry(case_row(item)).verified == true);
  item.outputs = {{16, {0, 5}}};
  const Measurement wrong = run_entry(case_row(item));
  CHECK(wrong.verified == false);
  CHECK(wrong.problem == "output byte at address 0x11 is 0x00, expected 0x05");
}

TEST_CASE("a case that hangs is wrong, unless it was recorded so") {
  isa::Gemm waits;
  waits.deps.pop_prev = 1;
  isa::Case item;
  item.program = program_of({waits});
  const Measurement hangs = run_entry(case_row(item));
  CHECK_FALSE(hangs.finished());
  CHECK(hangs.verified == false);
  CHECK_THAT(hangs.problem, Contains("does not finish: ") && Contains("compute waits at instruction 0"));
  CHECK_THAT(hangs.problem, !Contains("\n"));
  item.rtl.emplace();
  CHECK(run_entry(case_row(item)).verified == true);
  item.program = small_case().program;
  CHECK(run_entry(case_row(item)).problem == "finishes; the recorded run does not");
}

TEST_CASE("a network's row has the sums of its programs, and the steps") {
  SuiteRow row;
  row.name = "row";
  row.hardware = isa::find_hardware_config("b16-bus64");
  row.graph = std::make_shared<const compiler::Graph>(
      compiler::parse_graph(nlohmann::json::parse(R"({"input": {"shape": [1, 3, 8, 8]}, "nodes": [
        {"name": "first", "out_channels": 16, "kernel": 3, "padding": 1, "requantization": {"shift": 8}},
        {"name": "dw", "multiplier": 1, "kernel": 3, "padding": 1, "requantization": {"shift": 7}},
        {"name": "pool", "op": "global_average_pool"}]})"),
                            "net.json"));
  experiment::SearchStore store;
  const Measurement measurement = run_entry(row, {shared_machine(), store});
  CHECK(measurement.verified == true);
  CHECK(measurement.problem.empty());
  REQUIRE(measurement.steps.size() == 3);
  CHECK(measurement.steps[1].name == "dw");
  CHECK(measurement.steps[1].how == "diagonal");
  std::int64_t cycles = 0;
  for (const StepMeasurement& step : measurement.steps) cycles += step.cycles;
  CHECK(measurement.cycles == cycles);
  CHECK(measurement.insn_count > 10);
  CHECK(measurement.gemm_cycles > 0);
  CHECK(measurement.alu_cycles > 0);
  CHECK(measurement.read_bytes > 3 * 8 * 8);
  CHECK(measurement.written_bytes > 16 * 8 * 8);
  nlohmann::ordered_json object;
  add_measurement(object, measurement);
  const nlohmann::json again = nlohmann::json::parse(object.dump());
  JsonReader reader(again, "again");
  CHECK(read_measurement(reader).steps == measurement.steps);
  row.graph = std::make_shared<const compiler::Graph>(
      compiler::parse_graph(nlohmann::json::parse(R"({"input": {"shape": [1, 4, 8, 8]}, "nodes": [
        {"name": "up", "op": "host", "what": "upsample", "shape": [1, 4, 16, 16]}]})"),
                            "net.json"));
  CHECK_THROWS_WITH(run_entry(row, {shared_machine(), store}), Contains("up (host) has no program"));
  row.host_between = true;
  CHECK(run_entry(row, {shared_machine(), store}).verified == true);
}

}  // namespace vtasim::check
