#include "sim/experiment/run_difference.h"

#include <catch2/catch.hpp>

#include "isa/case_file.h"
#include "tests/support/sample_case.h"

namespace vtasim::experiment {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

std::vector<std::string> differences(const isa::Case& expected, const isa::RunRecord& got) {
  return describe_differences(expected, got, got.finished ? "" : "compute waits\nfor a token", nullptr);
}

isa::Case sample_case() {
  isa::Case expected;
  expected.program = sample_program();
  expected.rtl = sample_record();
  return expected;
}

}  // namespace

TEST_CASE("equal records do not differ", "[report]") {
  CHECK_FALSE(first_timing_difference(sample_record(), sample_record()));
  CHECK_FALSE(first_total_difference(sample_record(), sample_record()));
  CHECK(differences(sample_case(), sample_record()).empty());
}

TEST_CASE("one number altered anywhere in the timing is found where it is", "[report]") {
  const isa::RunRecord expected = sample_record();
  for (std::size_t m = 0; m < isa::kModuleCount; ++m) {
    for (std::size_t i = 0; i < expected.timing[m].size(); ++i) {
      for (std::size_t field = 0; field < 3; ++field) {
        isa::RunRecord got = expected;
        ++got.timing[m][i][field];
        const auto difference = first_timing_difference(expected, got);
        REQUIRE(difference);
        CHECK(difference->module == static_cast<isa::Module>(m));
        CHECK(difference->index == i);
        CHECK(difference->expected == expected.timing[m][i]);
        CHECK(difference->got == got.timing[m][i]);
      }
    }
  }
}

TEST_CASE("of several instructions that differ the first in time is shown", "[report]") {
  isa::RunRecord got = sample_record();
  got.timing[0][0] = {20, 22, 70};  // Parts at 40.
  got.timing[1][0] = {21, 23, 61};  // Parts at 60.
  got.timing[2][0] = {22, 24, 39};  // Parts at 39.
  CHECK(first_timing_difference(sample_record(), got)->module == isa::Module::store);
  got.timing[2][0] = {22, -1, -1};  // Parts at 24, where it should have started.
  CHECK(first_timing_difference(sample_record(), got)->module == isa::Module::store);
  got.timing[1][0] = {-1, -1, -1};  // Parts at 21.
  CHECK(first_timing_difference(sample_record(), got)->module == isa::Module::compute);
}

TEST_CASE("an instruction that a record lacks was never dispatched", "[report]") {
  isa::RunRecord expected = sample_record();
  isa::RunRecord got = expected;
  got.timing[1].pop_back();
  const auto difference = first_timing_difference(expected, got);
  REQUIRE(difference);
  CHECK(difference->index == 1);
  CHECK(difference->got == isa::InsnTiming{-1, -1, -1});

  expected.timing[1].back() = {-1, -1, -1};
  CHECK_FALSE(first_timing_difference(expected, got));
}

TEST_CASE("each total is compared, but for those that the record does not know", "[report]") {
  const std::pair<const char*, std::int64_t isa::RunRecord::*> totals[] = {
      {"cycles", &isa::RunRecord::cycles},
      {"read_bursts", &isa::RunRecord::read_bursts},
      {"read_beats", &isa::RunRecord::read_beats},
      {"write_bursts", &isa::RunRecord::write_bursts},
      {"write_beats", &isa::RunRecord::write_beats}};
  for (const auto& [name, member] : totals) {
    isa::RunRecord got = sample_record();
    got.*member += 1;
    const auto difference = first_total_difference(sample_record(), got);
    REQUIRE(difference);
    CHECK(difference->name == name);
    CHECK(difference->expected + 1 == difference->got);
    isa::RunRecord unknown = sample_record();
    unknown.*member = -1;
    CHECK_FALSE(first_total_difference(unknown, got));
  }
}

TEST_CASE("the first byte that differs is named by its address", "[report]") {
  isa::DramImage dram = std::vector<std::uint8_t>(100, 7);
  const std::vector<isa::Region> expected = {{10, {7, 7, 7}}, {50, {7, 7}}};
  CHECK_FALSE(first_output_difference(expected, dram));
  dram[51] = 8;
  dram[13] = 9;  // Between the regions: not expected to be anything.
  const auto difference = first_output_difference(expected, dram);
  REQUIRE(difference);
  CHECK(difference->address == 51);
  CHECK(difference->expected == 7);
  CHECK(difference->got == 8);
  CHECK(first_output_difference({{99, {7, 1}}}, dram)->address == 100);
}

TEST_CASE("the description names module, indices, instruction, and both timings", "[report]") {
  isa::RunRecord got = sample_record();
  got.timing[1][1] = {25, 101, 102};
  const auto lines = differences(sample_case(), got);
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines[0], StartsWith("compute instruction 1, the program's instruction 3: "));
  CHECK_THAT(lines[0], Contains("FINISH"));
  CHECK_THAT(lines[0], Contains("\n  expected [dispatch, start, end] [25, 100, 101], got [25, 101, 102]"));
}

TEST_CASE("a recorded instruction that the program does not have is no crash", "[report]") {
  isa::Case expected = sample_case();
  expected.rtl->timing[2].push_back({1, 2, 3});
  const auto lines = differences(expected, sample_record());
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines[0], Contains("no such instruction"));
}

TEST_CASE("a run that hangs where it should not says why", "[report]") {
  isa::RunRecord got = sample_record();
  got.finished = false;
  auto lines = differences(sample_case(), got);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0] == "expected to finish: compute waits\nfor a token");

  isa::Case nothing_recorded = sample_case();
  nothing_recorded.rtl.reset();
  CHECK(differences(nothing_recorded, got).size() == 1);
  CHECK(differences(nothing_recorded, sample_record()).empty());
}

TEST_CASE("a recorded hang agrees with a hang of the same timing only", "[report]") {
  isa::Case expected = sample_case();
  expected.rtl->finished = false;
  expected.rtl->cycles = -1;
  isa::RunRecord got = sample_record();
  CHECK(differences(expected, got).size() == 1);  // It finished.
  got.finished = false;
  CHECK(differences(expected, got).empty());
  got.timing[0][0][2] += 1;
  CHECK(differences(expected, got).size() == 1);
}

TEST_CASE("a hazard is expected where the assertion fired, and nowhere else", "[report]") {
  isa::Case expected = sample_case();
  expected.rtl->finished = false;
  isa::RunRecord got = sample_record();
  got.finished = false;
  got.assertion = true;
  CHECK_THAT(differences(expected, got).at(0), StartsWith("expected no ALU hazard"));
  expected.rtl->assertion = true;
  CHECK(differences(expected, got).empty());
  got.assertion = false;
  CHECK(differences(expected, got).at(0) == "expected an ALU hazard, got compute waits");
}

TEST_CASE("outputs are compared as well as timing", "[report]") {
  isa::Case expected = sample_case();
  expected.outputs = {{0x20, {1, 2}}};
  const isa::DramImage dram = std::vector<std::uint8_t>(64, 1);
  isa::RunRecord got = sample_record();
  got.cycles = 101;
  const auto lines = describe_differences(expected, got, "", &dram);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] == "cycles: expected 100, got 101");
  CHECK(lines[1] == "output byte at address 0x21: expected 0x02, got 0x01");
}

}  // namespace vtasim::experiment
