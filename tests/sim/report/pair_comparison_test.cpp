#include "sim/report/pair_comparison.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "sim/report/pair_breakdown.h"

namespace vtasim::report {
namespace {

using Catch::Matchers::Contains;

experiment::PairRow sample_row(const std::string& pair, bool fused, const std::string& mapping, std::int64_t cycles) {
  experiment::PairRow row;
  row.pair = pair;
  row.hardware.name = "b16-bus64";
  row.fused = fused;
  row.depthwise = mapping;
  row.pointwise = "direct";
  row.cycles = cycles;
  row.bound = 800;
  row.bytes_read = 100;
  row.bytes_written = 10;
  row.packed_bytes = 5;
  row.converted_bytes = fused ? 0 : 7;
  row.packing = {row.packed_bytes + row.converted_bytes, 3, 2};
  row.programs = fused ? 1 : 2;
  row.dram_bytes = cycles;
  row.verified = true;
  return row;
}

/// Two pairs apart, each in two ways, and fused, the second by one mapping only.
std::vector<experiment::PairRow> two_pairs() {
  return {sample_row("a+b", false, "swapped", 1000), sample_row("a+b", false, "diagonal", 1500),
          sample_row("a+b", true, "diagonal", 1200), sample_row("a+b", true, "patches", 900),
          sample_row("c+d", false, "swapped", 4000), sample_row("c+d", false, "diagonal", 3000),
          sample_row("c+d", true, "diagonal", 2500)};
}

std::string table_of(const PairComparison& comparison) {
  std::vector<compiler::LayerPair> pairs(comparison.pairs);
  for (compiler::LayerPair& pair : pairs) {
    pair.depthwise.name = "a";
    pair.pointwise.name = "b";
  }
  PairTable table(comparison.host, pairs, {comparison.rows.front().hardware}, {"diagonal"}, 200);
  std::string text;
  for (const experiment::PairRow& row : comparison.rows) text += table.row(row);
  return text + table.end(totals_of(comparison.rows, comparison.pairs, comparison.mappings));
}

}  // namespace

TEST_CASE("pairs are summed up apart, fused by each mapping, and fused as fast as can be", "[report]") {
  const auto totals = totals_of(two_pairs(), 2, {"diagonal", "patches"});
  REQUIRE(totals.size() == 4);
  CHECK_FALSE(totals[0].fused);
  CHECK(totals[0].asked_for == "fastest");
  CHECK(totals[0].pairs_label() == "all 2");
  CHECK(totals[0].sum.cycles == 4000);
  CHECK(totals[0].sum.bound == 1600);
  CHECK(totals[0].sum.over_bound() == 2.5);
  CHECK(totals[0].sum.bytes_read == 200);
  CHECK(totals[0].sum.bytes_written == 20);
  CHECK(totals[0].sum.packed_bytes == 10);
  CHECK(totals[0].sum.converted_bytes == 14);
  CHECK(totals[0].sum.packing == compiler::PackingWork{24, 6, 4});
  CHECK(totals[0].sum.programs == 4);
  CHECK(totals[0].sum.dram_bytes == 3000);
  CHECK(totals[1].asked_for == "diagonal");
  CHECK(totals[1].fused);
  CHECK(totals[1].sum.cycles == 3700);
  CHECK(totals[2].asked_for == "patches");
  CHECK(totals[2].pairs_label() == "1 of 2");
  CHECK(totals[2].sum.cycles == 900);
  CHECK(totals[3].asked_for == "fastest");
  CHECK(totals[3].fused);
  CHECK(totals[3].sum.cycles == 3400);
}

TEST_CASE("totals of pairs are of verified rows, by configuration, with no sum twice", "[report]") {
  std::vector<experiment::PairRow> rows = two_pairs();
  rows[0].verified = false;
  rows[6].hardware.name = "b16-bus512";
  auto totals = totals_of(rows, 2, {"diagonal"});
  REQUIRE(totals.size() == 3);
  CHECK(totals[0].sum.cycles == 1500 + 3000);
  CHECK(totals[1].asked_for == "diagonal");
  CHECK(totals[1].sum.cycles == 1200);
  CHECK(totals[2].sum.hardware.name == "b16-bus512");
  CHECK(totals[2].sum.cycles == 2500);
  totals = totals_of(rows, 2, {"auto"});
  REQUIRE(totals.size() == 3);
  CHECK(totals[1].asked_for == "fastest");
  CHECK(totals[1].fused);
  CHECK(totals[1].sum.cycles == 900);
}

TEST_CASE("totals of several pairs stand under the rows and in the JSON", "[report]") {
  PairComparison comparison;
  comparison.rows = two_pairs();
  comparison.pairs = 2;
  comparison.host.accelerator_hz = 1'000'000;
  comparison.rows.pop_back();
  const std::string text = table_of(comparison);
  CHECK_THAT(text, Contains("\nall 2   b16-bus64  apart: fastest                            4,000     2.500 ") &&
                       Contains("\n1 of 2  b16-bus64  fused: fastest                              900     1.125 "));
  const nlohmann::json totals = to_json(comparison)["totals"];
  REQUIRE(totals.size() == 2);
  CHECK(totals[1]["fused"] == true);
  CHECK(totals[1]["mapping"] == "fastest");
  CHECK(totals[1]["pairs"] == 1);
  CHECK(totals[1]["cycles"] == 900);
  CHECK(totals[1]["computing_seconds"] == 0.0009);
  CHECK(totals[1]["peak_dram_bytes"] == 900);
  CHECK(totals[1]["packing"] == nlohmann::json{{"bytes", 5}, {"pieces", 3}, {"lines", 2}});
  CHECK(totals[0]["programs"] == 4);
  // Cycles of packing, and two launches a pair.
  CHECK(totals[0]["host_seconds"] == Approx((24 + 6 * 10 + 4 * 4) / 650e6 + 4 * 1e-5));

  comparison.rows.resize(4);
  comparison.pairs = 1;
  CHECK_THAT(table_of(comparison), !Contains("all 1"));
}

TEST_CASE("the breakdown of pairs has a line for each module of each row", "[report]") {
  using machine::Cause;
  using machine::Unit;
  using machine::Work;
  std::vector<experiment::PairRow> rows = {sample_row("a+b", false, "swapped", 1000),
                                           sample_row("a+b", true, "diagonal", 1200)};
  machine::CauseTotals& causes = rows[0].causes;
  causes.by_cause(Unit::load, Work::inp)[0] = 100;
  causes.by_cause(Unit::load, Work::wgt)[0] = 20;
  const auto idle = [&](Cause cause) -> std::int64_t& {
    return causes.by_cause(Unit::load, Work::idle)[machine::CauseTotals::index(cause)];
  };
  idle(Cause::token_next) = 7;
  idle(Cause::fetch) = 1;
  idle(Cause::queue) = 2;
  idle(Cause::none) = 3;
  idle(Cause::handover) = 5;
  rows[0].write_bursts = 9;
  rows[1].error = "too large";
  const std::string text = format_breakdown(rows);
  CHECK_THAT(text, Contains("\na+b   b16-bus64  apart: swapped, direct  load      120             0             7"
                            "            6      5  inp 100, wgt 20\n"));
  CHECK_THAT(text, Contains(" store       0 ") && Contains(" 9 bursts\n"));
  CHECK_THAT(text, !Contains("fused"));
}

}  // namespace vtasim::report
