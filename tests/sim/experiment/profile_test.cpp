#include "sim/experiment/profile.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <numeric>

#include "isa/case_file.h"
#include "sim/experiment/what_if.h"
#include "tests/support/shared_machine.h"

namespace vtasim::experiment {
namespace {

isa::Case golden(const std::string& config, const std::string& name) {
  const auto file = std::filesystem::path(VTASIM_TESTS) / "golden" / config / "layers.jsonl";
  for (isa::Case& c : isa::read_cases(file)) {
    if (c.program.name == name) return std::move(c);
  }
  FAIL("no case " << name);
  return {};
}

TEST_CASE("a profile is of the run that the machine makes") {
  const isa::Case c = golden("b16-bus64", "conv-3x3-14");
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const Profile p = profile(shared_machine(), config, c.program, 1'000'000);
  CHECK(p.name == "conv-3x3-14");
  CHECK(p.result.record.timing == c.rtl->timing);
  CHECK(p.causes.window == c.rtl->cycles + 1);
  CHECK(p.path.totals.window == c.rtl->cycles);
  CHECK(p.slack.size() == p.program.size());
  const machine::Timeline t = timeline(shared_machine(), p, c.program, 37);
  for (const machine::Unit unit : {machine::Unit::load, machine::Unit::compute, machine::Unit::store}) {
    for (const machine::Work work : {machine::Work::inp, machine::Work::gemm, machine::Work::store}) {
      const std::vector<std::int64_t>& cycles = t.of(unit, work);
      CHECK(std::accumulate(cycles.begin(), cycles.end(), std::int64_t{0}) == p.causes.of(unit, work));
    }
  }
}

TEST_CASE("the history of a profile has every cycle of every unit, by its cause") {
  for (const std::int64_t limit : {std::int64_t{1'000'000}, std::int64_t{1000}}) {
    const isa::Case c = golden("b16-bus64", "conv-3x3-14");
    const Profile p = profile(shared_machine(), isa::find_hardware_config("b16-bus64"), c.program, limit);
    const machine::CauseHistory history = cause_history(shared_machine(), p, c.program);
    for (std::size_t u = 0; u < machine::kUnitCount; ++u) {
      const auto unit = static_cast<machine::Unit>(u);
      std::map<machine::Cause, std::int64_t> cycles;
      std::int64_t all = 0;
      for (const machine::CauseStretch& stretch : history.of(unit)) {
        cycles[stretch.cause] += stretch.cycles;
        all += stretch.cycles;
      }
      CHECK(all == p.causes.window);
      for (const auto& [cause, sum] : cycles) CHECK(sum == p.causes.of(unit, cause));
    }
  }
}

TEST_CASE("a profile of a run that does not finish has causes, and no path") {
  const isa::Case c = golden("b16-bus64", "conv-3x3-14");
  const Profile p = profile(shared_machine(), isa::find_hardware_config("b16-bus64"), c.program, 1000);
  CHECK(p.result.stopped);
  CHECK(p.causes.of(machine::Unit::compute) == p.causes.window);
  CHECK(p.path.steps.empty());
  CHECK(p.slack.empty());
}

TEST_CASE("what-ifs change one thing, and run the same program") {
  const isa::Case c = golden("b16-bus64", "conv-3x3-14");
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  std::map<std::string, WhatIfRun> runs;
  for (WhatIfRun& run : run_what_ifs(shared_machine(), config, c.program)) runs.emplace(run.what.key, std::move(run));
  REQUIRE(runs.size() == 6);
  for (const auto& [key, run] : runs) {
    INFO(key << " " << run.what.problem);
    REQUIRE(run.cycles.has_value());
    REQUIRE(run.what.hardware.has_value());
    CHECK(run.what.hardware->queue_depth == (key == "queues_deep" ? 65536 : config.queue_depth));
    CHECK(run.what.hardware->memory_delay == (key == "memory_delay_0" ? 0 : config.memory_delay));
    CHECK(run.what.hardware->bus_bits == (key == "bus_twice" ? 128 : 64));
    CHECK(run.what.free.gemm == (key == "gemm_free"));
    CHECK(run.what.free.alu == (key == "alu_free"));
    CHECK(run.what.free.uop == (key == "uop_free"));
  }
  // Known of this program, not of all: it waits for both, and its queues are never full.
  CHECK(*runs.at("gemm_free").cycles < c.rtl->cycles);
  CHECK(*runs.at("bus_twice").cycles < c.rtl->cycles);
  CHECK(*runs.at("queues_deep").cycles == c.rtl->cycles);
  // The same as on the configuration that is so.
  CHECK(*runs.at("bus_twice").cycles ==
        shared_machine().run(isa::find_hardware_config("b16-bus128"), c.program).record.cycles);
}

TEST_CASE("the widest bus is not doubled, and says so") {
  const isa::Case c = golden("b16-bus512", "conv-3x3-14");
  for (const WhatIfRun& run : run_what_ifs(shared_machine(), isa::find_hardware_config("b16-bus512"), c.program)) {
    if (run.what.key != "bus_twice") continue;
    CHECK_FALSE(run.cycles.has_value());
    CHECK_THAT(run.what.problem, Catch::Contains("bus_bits is 1024"));
  }
}

}  // namespace
}  // namespace vtasim::experiment
