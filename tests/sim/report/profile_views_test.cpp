// What is shown of a profile: tables of causes, stalls, the critical path, what-ifs, the timeline, the verdict, JSON.

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "isa/base/text_width.h"
#include "sim/report/cause_json.h"
#include "sim/report/cause_tables.h"
#include "sim/report/critical_path_report.h"
#include "sim/report/profile_json.h"
#include "sim/report/stall_list.h"
#include "sim/report/timeline_chart.h"
#include "sim/report/verdict.h"
#include "sim/report/what_if_table.h"
#include "tests/sim/report/sample_profile.h"

namespace vtasim::report {
namespace {

using Catch::Matchers::Contains;
using machine::Cause;
using machine::Unit;
using machine::Work;

TEST_CASE("tables of causes have a row for each kind of work, and one for each unit", "[report]") {
  const experiment::Profile profile = sample_profile();
  CHECK_THAT(work_table(profile.causes),
             Contains("load     LOAD inp        650         500       100         50        0         0      0\n"));
  CHECK_THAT(work_table(profile.causes), Contains("compute  tokens only       1 "));
  CHECK_THAT(work_table(profile.causes), !Contains("LOAD wgt"));
  CHECK_THAT(idle_table(profile.causes),
             Contains("compute      327        650          0       22           0      2        0\n"));
  CHECK_THAT(idle_table(profile.causes),
             Contains("load         650          0          0       21           0      1      329\n"));
}

TEST_CASE("the costliest stalls come first and say what they waited for", "[report]") {
  const experiment::Profile profile = sample_profile();
  const std::vector<Stall> stalls = costliest_stalls(profile, 3);
  REQUIRE(stalls.size() == 3);
  CHECK(stalls[0].share.cycles == 650);
  CHECK(stalls[1].share.cycles == 100);
  CHECK(stalls[2].share.cycles == 50);
  CHECK(describe_stall(profile, stalls[0]) == "the token of load 0 (LOAD inp 4 x 30)");
  CHECK(describe_stall(profile, stalls[1]) == "the memory's delay");
  CHECK(describe_stall(profile, stalls[2]) == "the bus, taken by acc");
  CHECK(costliest_stalls(profile, 100).size() == 5);
  const std::string text = stall_list(profile, 1);
  CHECK_THAT(text,
             Contains("   650   64.9%          22      0  compute 1 (GEMM of 200)  the token of load 0 (LOAD inp"));
}

TEST_CASE("a critical path's table adds up, and tells of slack", "[report]") {
  const std::string text = critical_path_report(sample_profile());
  CHECK_THAT(text, Contains("Critical path: 1,000 cycles from launch to FINISH, in 7 steps.\n"));
  CHECK_THAT(text, Contains("load     LOAD inp          1     650   65.0%         500       100         50 "));
  CHECK_THAT(text, Contains("compute  GEMM              1     326   32.6%         326 "));
  CHECK_THAT(text, Contains("compute  hand-over         2       2    0.2% "));
  CHECK_THAT(text, Contains("fetch    instructions      2      21    2.1% "));
  CHECK_THAT(text, Contains("LOAD inp        1        1       0        0            0\n"));
}

TEST_CASE("what-ifs are compared with what is, or say why there are none", "[report]") {
  std::vector<experiment::WhatIfRun> runs(2);
  runs[0].what.text = "GEMM free";
  runs[0].cycles = 750;
  runs[1].what.text = "bus of 1024 bits";
  runs[1].what.problem = "there is none";
  const std::string text = what_if_table(1000, runs);
  CHECK_THAT(text, Contains("as it is           1,000\n"));
  CHECK_THAT(text, Contains("GEMM free            750    -250   75.0%\n"));
  CHECK_THAT(text, Contains("bus of 1024 bits  there is none\n"));
  const nlohmann::ordered_json json = to_json(runs);
  CHECK(json.size() == 1);
}

TEST_CASE("a timeline is as wide as the terminal", "[report]") {
  machine::Timeline timeline(80, 8);
  timeline.spent(Unit::load, Work::inp, 0, {Cause::data, machine::ReadPort::fetch, -1, 0, 25});
  timeline.spent(Unit::load, Work::inp, 0, {Cause::memory, machine::ReadPort::fetch, -1, 39, 40});
  timeline.spent(Unit::load, Work::inp, 0, {Cause::memory, machine::ReadPort::fetch, -1, 40, 49});
  CHECK(timeline_chart(timeline) ==
        "cycle                0\n"
        "load LOAD inp        ██▄▁▇\n"
        "bus reads            ██▄\n");
  for (const std::size_t width : {40U, 80U, 100U, 120U}) {
    machine::Timeline full(12345, timeline_columns(width));
    full.spent(Unit::compute, Work::gemm, 0, {Cause::operations, machine::ReadPort::fetch, -1, 0, 12345});
    std::string line;
    std::istringstream lines(timeline_chart(full));
    std::getline(lines, line);
    CHECK(display_width(line) <= width);
    std::getline(lines, line);
    CHECK(display_width(line) == width);
  }
  CHECK(timeline_columns(5) == 10);
}

TEST_CASE("the verdict names what is used most, or what the path waits for", "[report]") {
  experiment::Profile profile = sample_profile();
  CHECK(verdict(profile) ==
        "Latency-bound, by the data of LOAD inp: 50.0% of the critical path. The most used is compute at 32.6% of its "
        "roof (GEMM 32.6%, ALU 0.0%, data of uop and acc 0.0%).");
  profile.result.counters.read_beats[static_cast<std::size_t>(isa::Buffer::inp)] = 500;
  CHECK(verdict(profile) ==
        "Latency-bound, by the operations of GEMM: 32.6% of the critical path. The most used is the bus for reads at "
        "50.0% of its roof.");
  profile.result.counters.read_beats[static_cast<std::size_t>(isa::Buffer::inp)] = 800;
  CHECK(verdict(profile) == "Bound by the bus for reads at 80.0% of its roof.");
  profile.result.counters.store_burst_cycles = 990;
  CHECK(verdict(profile) == "Bound by the path for writes at 99.0% of its roof.");
}

TEST_CASE("instructions of which notes are known are named by their places", "[report]") {
  experiment::Profile profile = sample_profile();
  profile.notes.stages = {"layer"};
  profile.notes.units = {{0, 3, 8, {{"row", 9, 9, 72}, {"tap", 2, 1, 9}}}};
  profile.notes.instructions = {{0, isa::Purpose::activation}, {0, isa::Purpose::products}, {}};
  const std::string text = stall_list(profile, 1);
  CHECK_THAT(text, Contains("compute 1 (GEMM of 200, rows 9-17, tap 2)"));
  CHECK_THAT(text, Contains("the token of load 0 (LOAD inp 4 x 30, rows 9-17, tap 2)"));
  const nlohmann::ordered_json json = to_json(profile, std::vector<isa::LifeChanges>(3));
  CHECK(json.at("instructions").at(0).at("place") == nlohmann::ordered_json({{"stage", "layer"},
                                                                             {"tile", 3},
                                                                             {"of_tiles", 8},
                                                                             {"row", {9, 9, 72}},
                                                                             {"tap", {2, 1, 9}},
                                                                             {"purpose", "activation"}}));
  CHECK_FALSE(json.at("instructions").at(2).contains("place"));
  CHECK_FALSE(json.at("instructions").at(2).contains("live"));
}

TEST_CASE("JSON of a profile has causes that add up, and every instruction", "[report]") {
  std::vector<isa::LifeChanges> lives(3);
  lives[0].begun = {0, 0, 120, 0, 0};
  lives[1].ended = {0, 0, 100, 200, 0};
  lives[1].begun = {0, 0, 0, 200, 0};
  lives[2].ended = {0, 0, 20, 0, 0};
  const nlohmann::ordered_json json = to_json(sample_profile(), lives);
  CHECK(json.at("program") == "sample");
  CHECK(json.at("cycles") == 1000);
  CHECK(json.at("causes").at("cycles") == 1001);
  CHECK(json.at("causes").at("units").at("load").at("inp") ==
        nlohmann::ordered_json({{"data", 500}, {"memory", 100}, {"bus", {{"acc", 50}}}}));
  CHECK(json.at("critical_path").at("cycles") == 1000);
  CHECK(json.at("critical_path").at("steps").back() ==
        nlohmann::ordered_json::array({"compute", "idle", 2, 999, 1000}));
  REQUIRE(json.at("instructions").size() == 3);
  const nlohmann::ordered_json& gemm = json.at("instructions").at(1);
  CHECK(gemm.at("what") == "GEMM of 200");
  CHECK(gemm.at("work") == "gemm");
  CHECK(gemm.at("token_prev") == 0);
  CHECK_FALSE(gemm.contains("token_next"));
  CHECK(gemm.at("slack") == 0);
  CHECK(gemm.at("before").at(1) ==
        nlohmann::ordered_json({{"cause", "token_prev"}, {"cycles", 650}, {"instruction", 0}}));
  CHECK(gemm.at("live") == nlohmann::ordered_json({{"inp", {0, 100}}, {"acc", {200, 200}}}));
  CHECK(json.at("instructions").at(0).at("live") == nlohmann::ordered_json({{"inp", {120, 0}}}));
  CHECK(json.at("scratchpads").at("inp") == nlohmann::ordered_json({{"depth", 2048}, {"most_live", 120}}));
  CHECK(json.at("scratchpads").at("acc").at("most_live") == 200);
  CHECK(json.at("scratchpads").at("out") == nlohmann::ordered_json({{"depth", 2048}, {"most_live", 0}}));
}

TEST_CASE("JSON of a history has lists of the same length for each unit", "[report]") {
  machine::CauseHistory history;
  history.spent(Unit::load, Work::inp, 2, {Cause::data, machine::ReadPort::fetch, -1, 0, 25});
  history.spent(Unit::load, Work::idle, -1, {Cause::none, machine::ReadPort::fetch, -1, 25, 40});
  const nlohmann::ordered_json json = to_json(history);
  CHECK(json.size() == 4);
  CHECK(json.at("load") ==
        nlohmann::ordered_json({{"cycles", {25, 15}}, {"cause", {"data", "none"}}, {"instruction", {2, -1}}}));
  CHECK(json.at("fetch").at("cycles").empty());
}

TEST_CASE("a profile's file has an instruction a line", "[report]") {
  nlohmann::ordered_json json = to_json(sample_profile(), std::vector<isa::LifeChanges>(3));
  json["empty"] = nlohmann::ordered_json::array();
  const std::string text = profile_text(json);
  CHECK(nlohmann::ordered_json::parse(text) == json);
  CHECK_THAT(text, Contains("\n \"finished\": true,\n") && Contains("\n \"instructions\": [\n  {\"module\":\"load\","));
  CHECK_THAT(text, Contains("},\n  {\"module\":\"compute\",\"work\":\"gemm\"") && Contains("\n \"empty\": []\n}\n"));
}

}  // namespace
}  // namespace vtasim::report
