#include "sim/experiment/comparison.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "sim/report/comparison_breakdown.h"
#include "sim/report/comparison_json.h"
#include "sim/report/comparison_table.h"
#include "sim/report/comparison_times.h"
#include "sim/report/comparison_totals.h"
#include "tests/support/sample_case.h"

namespace vtasim::report {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

/// 10 x 10 outputs of one channel by 3 x 3 from two: 1,800 multiply-adds, 288 input bytes.
compiler::Layer sample_layer(const std::string& name = "sample") {
  compiler::Layer layer;
  layer.name = name;
  layer.channels = 2;
  layer.out_channels = 1;
  layer.height = layer.width = 12;
  layer.kernel_h = layer.kernel_w = 3;
  return layer;
}

experiment::ComparisonRow sample_row(const std::string& hardware, const std::string& mapping) {
  experiment::ComparisonRow row;
  row.layer = sample_layer();
  row.hardware.name = hardware;
  row.hardware.bus_bytes = 8;
  row.hardware.block = 16;
  row.mapping = mapping;
  row.record = sample_record();
  row.record.cycles = 2000;
  row.stats.useful_macs = 256000;
  row.stats.lane_efficiency = 0.5625;
  row.stats.packed_bytes = 12345;
  row.packing = {12345, 2000, 700};
  row.stats.least.compute = 1000;
  row.stats.least.read = 1600;
  row.layer_bound = 800;
  row.counters.gemm_ops = 500;
  row.counters.alu_imm_ops = 30;
  row.counters.alu_reg_ops = 20;
  row.counters.modules[1].busy = 1999;
  row.causes.by_cause(machine::Unit::compute, machine::Work::gemm)[0] = 1999;
  row.search.simulated = 11;
  row.verified = true;
  return row;
}

/// The comparison as it is printed, with the configurations of its rows.
std::string format_comparison(experiment::Comparison comparison, std::size_t width = kUnlimitedWidth) {
  std::vector<std::string> mappings;
  for (const experiment::ComparisonRow& row : comparison.rows) {
    const auto same = [&](const isa::HardwareConfig& config) { return config.name == row.hardware.name; };
    if (std::none_of(comparison.hardware.begin(), comparison.hardware.end(), same)) {
      comparison.hardware.push_back(row.hardware);
    }
    mappings.push_back(row.mapping);
  }
  ComparisonTable table(comparison, mappings, width);
  std::string text;
  for (const experiment::ComparisonRow& row : comparison.rows) text += table.row(row);
  return text + table.end(totals_of(comparison));
}

}  // namespace

TEST_CASE("a row's figures follow from what was measured", "[report]") {
  const experiment::ComparisonRow row = sample_row("b16-bus64", "diagonal");
  CHECK(row.utilization() == 0.5);
  CHECK(row.gemm_issue() == 0.25);
  CHECK(row.over_bound() == 1.25);
  CHECK(row.over_layer_bound() == 2.5);
  CHECK(row.alu_cycles() == 70);
  CHECK(row.bytes_read() == 28 * 8);
  CHECK(row.bytes_written() == 4 * 8);
}

TEST_CASE("the table names layers and hardware only where there are several", "[report]") {
  experiment::Comparison comparison;
  comparison.rows = {sample_row("b16-bus64", "diagonal"), sample_row("b16-bus64", "swapped")};
  CHECK(format_comparison(comparison) ==
        "mapping   cycles  utili-   GEMM        lane     ALU  DRAM bytes  DRAM bytes  bytes packed  lower  cycles /  "
        "layer's  cycles /  verified\n"
        "                  zation  issue  efficiency  cycles        read     written       by host  bound     bound    "
        "bound   layer's\n"
        "--------------------------------------------------------------------------------------------------------------"
        "-------------------------\n"
        "diagonal   2,000   50.0%  25.0%       56.2%      70         224          32        12,345  1,600     1.250  "
        "    800     2.500  yes\n"
        "swapped    2,000   50.0%  25.0%       56.2%      70         224          32        12,345  1,600     1.250  "
        "    800     2.500  yes\n");
  comparison.rows[1] = sample_row("b16-bus512", "diagonal");
  CHECK_THAT(format_comparison(comparison), Contains("\nb16-bus512  diagonal  "));
  comparison.layers = {sample_layer("one"), sample_layer("two")};
  comparison.rows[1].layer.name = "two";
  CHECK_THAT(format_comparison(comparison), Contains("\ntwo     b16-bus512  diagonal  "));
}

TEST_CASE("rows without a verified result say why", "[report]") {
  experiment::Comparison comparison;
  comparison.rows = {sample_row("b", "hung"), sample_row("b", "wrong")};
  comparison.rows[0].record.finished = false;
  comparison.rows[0].problem = "deadlock\n  store waits";
  comparison.rows[1].verified = false;
  comparison.rows[1].problem = "value 3 is 4";
  const std::string text = format_comparison(comparison);
  CHECK_THAT(text, Contains("\nhung     did not finish: deadlock; store waits\n"));
  CHECK_THAT(text, Contains("NO: value 3 is 4\n"));
}

TEST_CASE("mappings without a program follow the table, each reason once", "[report]") {
  experiment::Comparison comparison;
  for (const char* hardware : {"b16", "b32"}) {
    for (const char* mapping : {"fits", "never", "sometimes"}) comparison.rows.push_back(sample_row(hardware, mapping));
  }
  comparison.rows[1].error = comparison.rows[4].error = "groups is 32";
  comparison.rows[5].error = "block is 32";
  const std::string text = format_comparison(comparison);
  CHECK_THAT(text, EndsWith("\n\n"
                            "no program by\n"
                            "-------------\n"
                            "never          groups is 32\n"
                            "sometimes      on b32: block is 32\n"));
  CHECK_THAT(text, Contains("\nb16       sometimes  "));
  CHECK_THAT(text, !Contains("\nb32       sometimes  "));

  comparison.rows = {comparison.rows[1]};
  CHECK(format_comparison(comparison) ==
        "no program by\n"
        "-------------\n"
        "never          groups is 32\n");
}

TEST_CASE("seconds and DRAM follow from the host's model, with the host itself as a choice") {
  experiment::Comparison comparison;
  comparison.layers = {sample_layer()};
  comparison.rows = {sample_row("b16-bus64", "diagonal"), sample_row("b16-bus64", "none")};
  comparison.rows[0].stats.dram_bytes = 1000;
  comparison.rows[1].error = "too large";
  comparison.host.cores = 2;
  comparison.host.core_hz = 100'000;
  comparison.host.multiply_adds_per_cycle = 9;
  comparison.host.packing = {2, 10, 4, 32};
  comparison.host.launch_microseconds = 500;
  comparison.host.accelerator_hz = 1'000'000;
  const std::string text = format_times(comparison, totals_of(comparison));
  // 2,000 cycles at 1 MHz; 12,345 x 2 + 2,000 x 10 + 700 x 4 cycles at 100 kHz; a launch; 1,000 + 288 bytes.
  CHECK_THAT(text, Contains("\nsample  diagonal on b16-bus64       2.000   474.900    477.400       1,288\n"));
  CHECK_THAT(text, Contains("a launch, in together, 0.500 ms;") &&
                       Contains("packing at 0.1 MHz, in cycles: 2 a byte, 10 a piece, 4 a line\n"));
  // 1,800 multiply-adds at 900,000 a second; 288 + 18 + 100 bytes.
  CHECK_THAT(text, Contains("\nsample  on the host, 1 core         2.000     0.000      2.000         406\n"));
  CHECK_THAT(text, Contains("\nsample  on the host, 2 cores        1.000     0.000      1.000         406\n"));
  CHECK_THAT(text, !Contains("none on"));
}

TEST_CASE("the breakdown has a line for each module of each program", "[report]") {
  experiment::Comparison comparison;
  comparison.rows = {sample_row("b", "one"), sample_row("b", "none")};
  comparison.rows[1].error = "too large";
  const std::string text = format_breakdown(comparison);
  CHECK_THAT(text, Contains("\none      load"));
  CHECK_THAT(text, Contains("\none      compute  1,999"));
  CHECK_THAT(text, Contains("\none      store"));
  CHECK_THAT(text, !Contains("none      load"));
}

TEST_CASE("the JSON has every figure and counter as plain numbers", "[report]") {
  experiment::Comparison comparison;
  comparison.seed = 7;
  comparison.layers = {sample_layer()};
  comparison.rows = {sample_row("b16-bus64", "diagonal"), sample_row("b16-bus64", "swapped")};
  comparison.rows[1].error = "too large";
  const nlohmann::json json = to_json(comparison);
  CHECK(json["seed"] == 7);
  CHECK(json["hardware"].contains("b16-bus64"));
  CHECK(json["layers"][0]["name"] == "sample");
  CHECK(json["layers"][0]["on_host_seconds"].size() == 2);
  CHECK(json["host"]["accelerator_hz"] == 100'000'000);
  const nlohmann::json& row = json["rows"][0];
  CHECK(row["layer"] == "sample");
  CHECK(row["cycles"] == 2000);
  CHECK(row["host"]["accelerator_seconds"] == 2e-5);
  CHECK(row["host"]["packing"] == nlohmann::json{{"bytes", 12345}, {"pieces", 2000}, {"lines", 700}});
  CHECK(row["host"]["packing_seconds"] == Approx((12345 + 2000 * 10 + 700 * 4) / 650e6));
  CHECK(row["host"]["launch_seconds"] == Approx(1e-5));
  CHECK(row["search"]["simulated"] == 11);
  CHECK(row["utilization"] == 0.5);
  CHECK(row["gemm_issue"] == 0.25);
  CHECK(row["alu_cycles"] == 70);
  CHECK(row["read_bytes"] == 224);
  CHECK(row["written_bytes"] == 32);
  CHECK(row["packed_bytes"] == 12345);
  CHECK(row["bound"] == 1600);
  CHECK(row["cycles_over_bound"] == 1.25);
  CHECK(row["layer_bound"] == 800);
  CHECK(row["cycles_over_layer_bound"] == 2.5);
  CHECK(row["verified"] == true);
  CHECK(row["counters"]["modules"]["compute"]["busy"] == 1999);
  CHECK(row["counters"]["read_beats"].contains("insn"));
  CHECK(json["rows"][1]["error"] == "too large");
  CHECK_FALSE(json["rows"][1].contains("cycles"));
}

TEST_CASE("a mapping that the RTL cannot run is marked wherever it is named", "[report]") {
  experiment::Comparison comparison;
  comparison.layers = {sample_layer()};
  comparison.host = experiment::find_host_model("pynq");
  comparison.rows = {sample_row("b16-bus64", "alu"), sample_row("b16-bus64", "diagonal")};
  CHECK_THAT(format_comparison(comparison), Contains("\nalu (not in the RTL)  ") && Contains("\ndiagonal   "));
  CHECK_THAT(format_breakdown(comparison), Contains("\nalu (not in the RTL)  load "));
  CHECK_THAT(format_times(comparison, totals_of(comparison)), Contains("alu (not in the RTL) on b16-bus64 "));
  comparison.rows.push_back(sample_row("b16-bus64", "alu"));
  comparison.rows.back().error = "too large";
  const nlohmann::json rows = to_json(comparison)["rows"];
  for (const std::size_t alu : {0U, 2U}) {
    CHECK(rows[alu]["in_rtl"] == false);
    CHECK(rows[alu]["not_in_rtl"] == "it needs a MUL in the ALU (shell.alu_mul), which VTA's RTL does not have");
  }
  CHECK(rows[1]["in_rtl"] == true);
  CHECK_FALSE(rows[1].contains("not_in_rtl"));
}

namespace {

/// Two layers by two mappings, one of which takes only the first.
experiment::Comparison two_layers() {
  experiment::Comparison comparison;
  comparison.layers = {sample_layer("one"), sample_layer("two")};
  for (const char* layer : {"one", "two"}) {
    for (const char* mapping : {"diagonal", "swapped"}) {
      comparison.rows.push_back(sample_row("b16-bus64", mapping));
      comparison.rows.back().layer.name = layer;
      comparison.rows.back().asked_for = mapping;
    }
  }
  comparison.rows[1].record.cycles = 1000;
  comparison.rows[1].stats.lane_efficiency = 0.25;
  comparison.rows[3].error = "too large";
  comparison.rows[3].verified = false;
  return comparison;
}

}  // namespace

TEST_CASE("the layers of a network are summed up by mapping, and the fastest of each", "[report]") {
  experiment::Comparison comparison = two_layers();
  comparison.mappings = {"diagonal", "swapped"};
  const auto totals = totals_of(comparison);
  REQUIRE(totals.size() == 3);
  CHECK(totals[0].asked_for == "diagonal");
  CHECK(totals[0].layers_label() == "all 2");
  CHECK(totals[0].figures.cycles == 4000);
  CHECK(totals[0].figures.utilization() == 0.5);
  CHECK(totals[0].figures.gemm_issue() == 0.25);
  CHECK(totals[0].figures.lane_efficiency == Approx(0.5625));
  CHECK(totals[0].figures.alu_cycles == 140);
  CHECK(totals[0].figures.bytes_read == 448);
  CHECK(totals[0].figures.bytes_written == 64);
  CHECK(totals[0].figures.packed_bytes == 2 * 12345);
  CHECK(totals[0].figures.bound == 3200);
  CHECK(totals[0].figures.over_bound() == 1.25);
  CHECK(totals[1].asked_for == "swapped");
  CHECK(totals[1].layers_label() == "1 of 2");
  CHECK(totals[1].figures.cycles == 1000);
  CHECK(totals[2].asked_for == "fastest");
  CHECK(totals[2].layers_label() == "all 2");
  CHECK(totals[2].figures.cycles == 3000);
  CHECK(totals[2].figures.utilization() == Approx(512000 / (256.0 * 3000)));
  // As many useful multiply-adds of each: the harmonic mean.
  CHECK(totals[2].figures.lane_efficiency == Approx(2 / (1 / 0.5625 + 1 / 0.25)));
  CHECK(totals[2].figures.over_bound() == Approx(3000.0 / 3200));

  const std::string text = format_comparison(comparison);
  CHECK_THAT(text, Contains("\nall 2   diagonal   4,000   50.0%  25.0%       56.2%     140         448          64"
                            "        24,690  3,200     1.250    1,600     2.500  yes\n"));
  CHECK_THAT(text, Contains("\n1 of 2  swapped    1,000 ") && Contains("\nall 2   fastest    3,000 "));
}

TEST_CASE("only verified rows are summed up, by configuration", "[report]") {
  experiment::Comparison comparison = two_layers();
  comparison.rows[0].verified = false;
  comparison.rows[2].hardware.name = "b16-bus512";
  auto totals = totals_of(comparison);
  REQUIRE(totals.size() == 2);  // Where no mapping is named, the fastest only.
  CHECK(totals[0].hardware == "b16-bus64");
  CHECK(totals[0].asked_for == "fastest");
  CHECK(totals[0].figures.cycles == 1000);
  CHECK(totals[1].hardware == "b16-bus512");
  CHECK(totals[1].layers_label() == "1 of 2");
  comparison.mappings = {"auto"};
  for (experiment::ComparisonRow& row : comparison.rows) row.asked_for = "auto";
  totals = totals_of(comparison);
  REQUIRE(totals.size() == 2);
  CHECK(totals[0].asked_for == "auto");
}

TEST_CASE("ways to requantize are summed up apart", "[report]") {
  experiment::Comparison comparison = two_layers();
  comparison.mappings = {"diagonal"};
  comparison.several_passes = true;
  comparison.rows[1] = comparison.rows[0];
  comparison.rows[1].layer.requantization_pass = compiler::RequantizationPass::separate;
  comparison.rows[3] = comparison.rows[2];
  comparison.rows[3].layer.requantization_pass = compiler::RequantizationPass::separate;
  const auto totals = totals_of(comparison);
  REQUIRE(totals.size() == 2);
  CHECK(totals[0].pass == compiler::RequantizationPass::fused);
  CHECK(totals[1].pass == compiler::RequantizationPass::separate);
  CHECK(totals[1].figures.cycles == 4000);
  CHECK_THAT(format_comparison(comparison), Contains("\nall 2   diagonal  separate  "));
}

TEST_CASE("totals are in the JSON and in the host's table", "[report]") {
  experiment::Comparison comparison = two_layers();
  comparison.host.accelerator_hz = 1'000'000;
  const nlohmann::json totals = to_json(comparison)["totals"];
  REQUIRE(totals.size() == 1);
  CHECK(totals[0]["mapping"] == "fastest");
  CHECK(totals[0]["layers"] == 2);
  CHECK(totals[0]["of_layers"] == 2);
  CHECK(totals[0]["cycles"] == 3000);
  CHECK(totals[0]["bound"] == 3200);
  CHECK(totals[0]["layer_bound"] == 1600);
  CHECK(totals[0]["packed_bytes"] == 24690);
  CHECK(totals[0]["host"]["accelerator_seconds"] == 0.003);
  CHECK(totals[0]["host"]["packing"] == nlohmann::json{{"bytes", 24690}, {"pieces", 4000}, {"lines", 1400}});
  CHECK(totals[0]["host"]["launch_seconds"] == Approx(2e-5));
  const std::string text = format_times(comparison, totals_of(comparison));
  CHECK_THAT(text, Contains("\nall 2  fastest on b16-bus64   ") && Contains("\nall 2  on the host, 1 core "));
}

TEST_CASE("the comparison fits the terminal, and keeps what matters most", "[report]") {
  const experiment::Comparison comparison = two_layers();
  for (const std::size_t width : {20U, 30U, 60U, 80U, 100U, 120U}) {
    INFO(width);
    const std::string text = format_comparison(comparison, width) +
                             format_times(comparison, totals_of(comparison), width) +
                             format_breakdown(comparison, width);
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
      CHECK(display_width(text.substr(begin, end - begin)) <= width);
    }
  }
  const std::string narrow = format_comparison(comparison, 80);
  for (const char* heading : {"cycles", "zation", "cycles /", "verified"}) CHECK_THAT(narrow, Contains(heading));
  CHECK_THAT(narrow, Contains("columns left out: GEMM issue, lane efficiency, ALU cycles, "));
  CHECK_THAT(format_comparison(comparison), !Contains("left out"));
}

}  // namespace vtasim::report
