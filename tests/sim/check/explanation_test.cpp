#include "sim/check/explanation.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "sample_report.h"

namespace vtasim::check {
namespace {

using Lines = std::vector<std::string>;

/// What differs between the sample and one that `change` was done to.
template <class Change>
Lines origins(const Change& change, bool numbers_differ = true, const std::string& version = "1.0.0") {
  SampleCheck check({"row"});
  check.before.configurations["c0"] = {{"shell", {{"memory_delay", 16}, {"bus_bits", 64}}}};
  check.before.layers["10"] = {{"kernel", {3, 3}}, {"seed", 1}};
  Baseline now = check.before;
  now.version = version;
  now.configurations["c1"] = {{"shell", {{"memory_delay", 18}, {"bus_bits", 64}}}, {"new", true}};
  now.layers["11"] = {{"kernel", {5, 5}}};
  Measurement measurement = sample_measurement();
  change(measurement);
  return describe_origins(check.suite.rows[0], check.before, now, sample_measurement(), measurement, numbers_differ);
}

}  // namespace

TEST_CASE("each origin is told by its hash") {
  CHECK(origins([](Measurement& m) { m.fingerprint.configuration = "c1"; }) ==
        Lines{"the configuration hw: shell.memory_delay 16 -> 18, new nothing -> true"});
  CHECK(origins([](Measurement& m) { m.fingerprint.configuration = "unknown"; }) == Lines{"the configuration hw"});
  CHECK(origins([](Measurement& m) { m.fingerprint.layer = "11"; }) ==
        Lines{"the layer: kernel [3,3] -> [5,5], seed 1 -> nothing"});
  CHECK(origins([](Measurement& m) { m.mapping = "swapped"; }) == Lines{"the mapping: diagonal -> swapped"});
  CHECK(origins([](Measurement& m) { m.insn_count = 18; }) == Lines{"the schedule: 17 -> 18 instructions"});
  CHECK(origins([](Measurement& m) { m.fingerprint.instructions = "i1"; }) ==
        Lines{"the schedule: other instructions, 17 as before"});
  CHECK(origins([](Measurement& m) { m.fingerprint.tokens = "71"; }) ==
        Lines{"the schedule: the same instructions with other tokens (dependency bits)"});
  CHECK(origins([](Measurement& m) { m.fingerprint.data = "d1"; }) ==
        Lines{"the program's data: other micro-ops, tensors or places in DRAM; the same instructions"});
}

TEST_CASE("where nothing else changed it is the simulator") {
  const auto nothing = [](Measurement&) {};
  CHECK(origins(nothing) == Lines{"the simulator: configuration and program are the same to the bit"});
  CHECK(origins(nothing, true, "1.1.0") ==
        Lines{"the simulator: configuration and program are the same to the bit", "vtasim 1.0.0 -> 1.1.0"});
  CHECK(origins(nothing, false, "1.1.0").empty());
}

TEST_CASE("another search is told, and does not excuse the simulator") {
  const auto search = [](Measurement& m) { m.fingerprint.search = "full"; };
  CHECK(origins(search, false) == Lines{"the search: quick -> full"});
  CHECK(origins(search) ==
        Lines{"the search: quick -> full", "the simulator: configuration and program are the same to the bit"});
  const auto program = [&](Measurement& m) {
    search(m);
    m.fingerprint.instructions = "i1";
  };
  CHECK(origins(program) == Lines{"the search: quick -> full", "the schedule: other instructions, 17 as before"});
}

TEST_CASE("a change is shown with difference and percentage") {
  const auto change = [](std::int64_t a, std::int64_t b) { return describe_change(kComparedValues[0], a, b); };
  CHECK(change(1000, 1500) == "cycles 1,000 -> 1,500 (+500, +50.00%)");
  CHECK(change(1500, 1000) == "cycles 1,500 -> 1,000 (-500, -33.33%)");
  CHECK(change(10'000'000, 10'000'001) == "cycles 10,000,000 -> 10,000,001 (+1, +<0.01%)");
  CHECK(change(10'000'000, 9'999'999) == "cycles 10,000,000 -> 9,999,999 (-1, -<0.01%)");
  CHECK(change(20'000, 20'001) == "cycles 20,000 -> 20,001 (+1, +0.01%)");
  CHECK(change(-1, 7) == "cycles does not finish -> 7");
  CHECK(change(7, -1) == "cycles 7 -> does not finish");
  CHECK(describe_change(kComparedValues[4], 0, 3) == "ALU cycles 0 -> 3 (+3)");
}

TEST_CASE("modules' cycles: largest change first, small ones summed up, each line adds up") {
  UsedCycles before{};
  before.fill(100);
  UsedCycles now = before;
  CHECK(describe_used_cycles(before, now).empty());
  now[6] += 10;   // compute: gemm
  now[13] -= 40;  // compute: wait_store
  now[15] += 1;   // store: busy
  CHECK(describe_used_cycles(before, now) ==
        Lines{"cycles of compute: waiting for store's token -40, busy with GEMM +10", "cycles of store: busy +1"});
  for (std::size_t i = 6; i < 12; ++i) now[i] = 101 + static_cast<std::int64_t>(i);
  CHECK(describe_used_cycles(before, now).at(0) ==
        "cycles of compute: waiting for store's token -40, waiting for instructions +12, busy with token-only "
        "instructions +11, busy with acc loads +10, others +24");
}

TEST_CASE("waits at work are told apart") {
  MemoryWaits before{};
  MemoryWaits now = before;
  CHECK(describe_memory_waits(before, now).empty());
  now[0] = {1200, 30};
  now[2].delay = 3;
  before[0].bus = 42;
  CHECK(describe_memory_waits(before, now) ==
        Lines{"load at work: memory's delay +1,200, bus taken by others -12", "store at work: acknowledgements +3"});
}

}  // namespace vtasim::check
