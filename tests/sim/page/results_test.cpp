#include "sim/page/results.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "isa/base/error.h"
#include "tests/sim/page/sample_results.h"
#include "tests/support/temporary_directory.h"

namespace vtasim::page {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using nlohmann::json;

Results read(const json& content, const std::string& name = "result.json") {
  const TemporaryDirectory directory;
  return read_results({write_json(directory / name, content)});
}

/// Cycles that went to a use, by its place among the results' uses.
std::int64_t used(const Results& results, const json& row, const std::string& module, const std::string& key) {
  const json uses = results.to_json()["uses"];
  for (std::size_t i = 0; i < uses.size(); ++i) {
    if (uses[i]["module"] == module && uses[i]["key"] == key) return row["used"][i];
  }
  return -1;
}

/// The message of what is wrong with a profile once `spoil` was done to it.
template <class Spoil>
std::string refused_profile(Spoil&& spoil) {
  json content = sample_profile_json();
  spoil(content);
  try {
    read(content);
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing";
}

/// The message of what is wrong with a comparison once `spoil` was done to its row.
template <class Spoil>
std::string refused(Spoil&& spoil) {
  json content = sample_comparison();
  spoil(content["rows"][0]);
  try {
    read(content);
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing";
}

/// The message of what is wrong with a network once `spoil` was done to its result.
template <class Spoil>
std::string refused_network(Spoil&& spoil) {
  json content = sample_network();
  spoil(content["results"][0]);
  try {
    read(content);
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing";
}

}  // namespace

TEST_CASE("rows of a comparison are taken over with what the page shows of them") {
  const Results results = read(sample_comparison());
  REQUIRE(results.files.size() == 1);
  CHECK(results.files[0]["kind"] == "compare");
  CHECK(results.files[0]["host"] == "pynq");
  CHECK(results.files[0]["hardware"]["b16-bus64"]["block"] == 16);
  CHECK(results.files[0]["hardware"]["b16-bus64"]["bus_bytes"] == 8);
  CHECK(results.rows() == 1);
  const json& row = results.programs[0];
  CHECK(row["file"] == 0);
  CHECK(row["layer"] == "dw");
  CHECK(row["cycles"] == 100);
  CHECK(row["useful_macs"] == 2304);
  CHECK_FALSE(row.contains("schedule"));
  CHECK(row["seconds"].get<double>() == Approx(0.007));
  CHECK_FALSE(row.contains("causes"));
  CHECK(used(results, row, "compute", "gemm") == 30);
  CHECK(used(results, row, "load", "wait_compute") == 7);
  CHECK(used(results, row, "load", "other") == 5);  // 60 busy, 40 with inp and 15 with wgt.
  CHECK(used(results, row, "store", "wait_compute") == 20);
  REQUIRE(results.totals.size() == 1);
  CHECK(results.totals[0]["layers"] == 1);
}

TEST_CASE("rows of schedules have their names") {
  json content = sample_comparison();
  content["rows"][0]["schedule"] = "s rows=7";
  CHECK(read(content).programs[0]["schedule"] == "s rows=7");
  CHECK_THAT(refused([](json& row) { row["schedule"] = 7; }), Contains("schedule is 7"));
}

TEST_CASE("rows that did not run say why, and need no figures") {
  json content = sample_comparison();
  content["rows"].push_back({{"layer", "dw"},
                             {"hardware", "b16-bus64"},
                             {"asked_for", "im2col"},
                             {"mapping", "im2col"},
                             {"requantization", "fused"},
                             {"verified", false},
                             {"in_rtl", true},
                             {"error", "it does not fit"}});
  content["rows"].push_back(content["rows"][1]);
  content["rows"][2].erase("error");
  content["rows"][2]["finished"] = false;
  content["rows"][2]["problem"] = "it hangs";
  const Results results = read(content);
  REQUIRE(results.programs.size() == 3);
  CHECK(results.programs[1]["error"] == "it does not fit");
  CHECK(results.programs[1]["finished"] == false);
  CHECK(results.programs[2]["problem"] == "it hangs");
}

TEST_CASE("causes of cycles are taken over where there are some") {
  json content = sample_comparison();
  const json units = {{"load", {{"inp", {{"data", 40}, {"bus", {{"acc", 2}, {"wgt", 1}}}}}}},
                      {"fetch", json::object()}};
  content["rows"][0]["causes"] = {{"cycles", 101}, {"units", units}};
  CHECK(read(content).programs[0]["causes"] == units);
  const auto wrong = [](const json& causes) { return refused([&](json& row) { row["causes"] = causes; }); };
  CHECK_THAT(wrong(1), Contains("causes: 1 is not a JSON object"));
  CHECK_THAT(wrong(json::object()), Contains("causes: units"));
  CHECK_THAT(wrong({{"units", {{"load", 3}}}}), Contains("causes: units: load is 3; it must be an object"));
  CHECK_THAT(wrong({{"units", {{"load", {{"inp", 3}}}}}}), Contains("units: load: inp is 3; it must be an object"));
  CHECK_THAT(wrong({{"units", {{"load", {{"inp", {{"data", -1}}}}}}}}), Contains("inp: data is -1"));
  CHECK_THAT(wrong({{"units", {{"load", {{"inp", {{"bus", {{"acc", {{"x", 1}}}}}}}}}}}}), Contains("bus: acc is {"));
}

TEST_CASE("what rows of a comparison lack is named with file, row and field") {
  CHECK_THAT(refused([](json& row) { row.erase("layer"); }), Contains("result.json: rows[0]: layer"));
  CHECK_THAT(refused([](json& row) { row["cycles"] = -1; }),
             Contains("rows[0]: \"dw by diagonal on b16-bus64\": cycles is -1; legal are 1 to"));
  CHECK_THAT(refused([](json& row) { row["cycles"] = "many"; }), Contains("cycles is \"many\""));
  CHECK_THAT(refused([](json& row) { row["hardware"] = "other"; }), Contains("hardware is none of the file's"));
  CHECK_THAT(refused([](json& row) { row["counters"]["modules"].erase("store"); }), Contains("modules: store"));
  CHECK_THAT(refused([](json& row) { row["counters"]["modules"]["load"]["busy"] = 0.5; }),
             Contains("load: busy is 0.5"));
  CHECK_THAT(refused([](json& row) { row["compiled"] = 1; }), Contains("compiled"));
  CHECK_THAT(refused([](json& row) { row["host"]["packing_seconds"] = "0"; }),
             Contains("host: packing_seconds is \"0\"; legal are numbers from 0 on"));
  CHECK_THAT(refused([](json& row) { row["host"]["packing_seconds"] = -1; }), Contains("packing_seconds is -1"));
  CHECK_THAT(refused([](json& row) { row["host"].erase("launch_seconds"); }), Contains("launch_seconds is missing"));
  CHECK_THAT(refused([](json& row) { row.erase("verified"); }), Contains("verified"));
  json content = sample_comparison();
  content["hardware"]["b16-bus64"]["LOG_BLOCK"] = 99;
  CHECK_THROWS_WITH(read(content), Contains("hardware: b16-bus64: LOG_BLOCK"));
  content = sample_comparison();
  content["totals"][0].erase("cycles");
  CHECK_THROWS_WITH(read(content), Contains("totals[0]: cycles"));
}

TEST_CASE("pairs of layers are read") {
  json content = {{"host", {{"name", "pynq"}}}, {"totals", json::array()}};
  content["rows"] = {{{"pair", "dw+pw"},
                      {"hardware", "b16-bus64"},
                      {"fused", true},
                      {"mapping", "diagonal"},
                      {"pointwise_mapping", "direct"},
                      {"in_rtl", true},
                      {"transposed", false},
                      {"verified", true},
                      {"cycles", 10},
                      {"bound", 9},
                      {"bytes_read", 8},
                      {"bytes_written", 7},
                      {"packed_bytes", 6},
                      {"converted_bytes", 5},
                      {"computing_seconds", 0.1},
                      {"host_seconds", 0}}};
  const Results results = read(content);
  CHECK(results.files[0]["kind"] == "fuse");
  REQUIRE(results.pairs.size() == 1);
  CHECK(results.pairs[0]["pair"] == "dw+pw");
  CHECK(results.pairs[0]["cycles"] == 10);
  content["rows"][0].erase("bound");
  CHECK_THROWS_WITH(read(content), Contains("result.json: rows[0]: bound"));
  content["rows"][0]["error"] = "no";
  CHECK(read(content).pairs[0]["error"] == "no");
}

TEST_CASE("planned networks are taken over with their steps, strategies and arrays") {
  const Results results = read(sample_network());
  CHECK(results.files[0]["kind"] == "network");
  CHECK(results.files[0]["host"] == "pynq");
  CHECK(results.rows() == 1);
  const json& row = results.networks[0];
  CHECK(row["network"] == "net");
  CHECK(row["hardware"] == "b16-bus64");
  CHECK(row["objective"] == "cycles");
  CHECK(row["host_between"] == "never");
  CHECK(row["accelerator_hz"] == 100000000);
  CHECK(row["cycles"] == 100);
  CHECK(row["strategies"][0]["name"] == "ordinary layout throughout");
  REQUIRE(row["steps"].size() == 2);
  CHECK(row["steps"][0]["host_seconds"] == 0.002);
  CHECK(row["steps"][1]["reads"] == json({1}));
  CHECK(row["steps"][1]["writes"] == 2);
  CHECK(row["steps"][1]["causes"]["compute"]["gemm"]["operations"] == 101);
  CHECK(row["dram"]["tensor_bytes_alive"] == 768);
  CHECK(row["dram"]["arrays"][2]["last_step"] == 2);
}

TEST_CASE("networks without a plan need no more than why, and those that stopped tell the steps so far") {
  json content = sample_network();
  content["results"].push_back({{"hardware", "b8"}, {"verified", false}, {"error", "shuffle has no program"}});
  json stopped = content["results"][0];
  stopped["verified"] = false;
  stopped["problem"] = "step 2: deadlock";
  stopped["steps"][1]["problem"] = "deadlock";
  stopped["steps"][1]["cycles"] = -1;
  stopped["steps"][1].erase("utilization");
  stopped["dram"]["arrays"][2]["last_step"] = 9;
  content["results"].push_back(stopped);
  const Results results = read(content);
  REQUIRE(results.networks.size() == 3);
  CHECK(results.networks[1]["error"] == "shuffle has no program");
  CHECK(results.networks[1]["network"] == "net");
  CHECK(results.networks[2]["steps"][1]["problem"] == "deadlock");
  CHECK(results.networks[2]["dram"]["arrays"][2]["last_step"] == 9);
}

TEST_CASE("what a network lacks or points at in vain is named with file, result and field") {
  CHECK_THAT(refused_network([](json& r) { r.erase("hardware"); }), Contains("result.json: results[0]: hardware"));
  CHECK_THAT(refused_network([](json& r) { r["verified"] = "yes"; }), Contains("results[0]: verified is \"yes\""));
  CHECK_THAT(refused_network([](json& r) { r["cycles"] = -1; }), Contains("results[0]: cycles is -1; legal are 0 to"));
  CHECK_THAT(refused_network([](json& r) { r["frames_per_second"] = nullptr; }),
             Contains("frames_per_second is null; legal are numbers from 0 on"));
  CHECK_THAT(refused_network([](json& r) { r["strategies"][0]["host_seconds"] = "0"; }),
             Contains("results[0]: strategies[0]: host_seconds is \"0\""));
  CHECK_THAT(refused_network([](json& r) { r["steps"] = 2; }), Contains("results[0]: steps"));
  CHECK_THAT(refused_network([](json& r) { r["steps"][1]["how"] = 2; }), Contains("steps[1]: how is 2"));
  CHECK_THAT(refused_network([](json& r) { r["steps"][1]["on"] = "gpu"; }),
             Contains("steps[1]: on is \"gpu\"; legal are accelerator and host"));
  CHECK_THAT(refused_network([](json& r) { r["steps"][0].erase("host_seconds"); }), Contains("steps[0]: host_seconds"));
  CHECK_THAT(refused_network([](json& r) { r["steps"][1]["reads"][0] = 3; }),
             Contains("steps[1]: reads[0] is 3; legal are 0 to 2"));
  CHECK_THAT(refused_network([](json& r) { r["steps"][1]["writes"] = -1; }),
             Contains("steps[1]: writes is -1; legal are 0 to 2"));
  CHECK_THAT(refused_network([](json& r) { r["steps"][1]["bound"] = 0.5; }), Contains("steps[1]: bound is 0.5"));
  CHECK_THAT(refused_network([](json& r) { r["steps"][1].erase("utilization"); }), Contains("steps[1]: utilization"));
  CHECK_THAT(refused_network([](json& r) { r["steps"][1]["causes"]["units"]["compute"]["gemm"] = 7; }),
             Contains("steps[1]: causes: units: compute: gemm is 7; it must be an object"));
  CHECK_THAT(refused_network([](json& r) { r.erase("dram"); }), Contains("results[0]: dram"));
  CHECK_THAT(refused_network([](json& r) { r["dram"]["program_bytes"] = "x"; }),
             Contains("dram: program_bytes is \"x\""));
  CHECK_THAT(refused_network([](json& r) { r["dram"]["arrays"][1].erase("layout"); }),
             Contains("dram: arrays[1]: layout"));
  CHECK_THAT(refused_network([](json& r) { r["dram"]["arrays"][1]["first_step"] = 3; }),
             Contains("dram: arrays[1]: first_step is 3; legal are 0 to 2"));
  CHECK_THAT(refused_network([](json& r) { r["dram"]["arrays"][2]["last_step"] = 0; }),
             Contains("dram: arrays[2]: last_step is 0; legal are 1 to 2"));
  json content = sample_network();
  content["host"]["accelerator_hz"] = 0;
  CHECK_THROWS_WITH(read(content), Contains("result.json: host: accelerator_hz is 0; legal are 1 to"));
  content = sample_network();
  content.erase("objective");
  CHECK_THROWS_WITH(read(content), Contains("result.json: objective"));
  content["objective"] = 1;
  CHECK_THROWS_WITH(read(content), Contains("result.json: objective is 1"));
}

TEST_CASE("results of check are read, and what was accepted") {
  const json cycles = {{"name", "a/b"}, {"unit", "cycles"}, {"value", 5}, {"extra", "x"}};
  const json bytes = {{"name", "a/b (DRAM)"}, {"unit", "bytes"}, {"value", 64}};
  const Results results = read(json::array({cycles, bytes}));
  CHECK(results.files[0]["kind"] == "check");
  REQUIRE(results.entries.size() == 1);
  CHECK(results.entries[0] == json({{"file", 0}, {"name", "a/b"}, {"cycles", 5}, {"bytes", 64}}));
  CHECK_THROWS_WITH(read(json::array({bytes})), Contains("[0]: name is \"a/b\"; an entry's bytes stand behind its"));
  CHECK_THROWS_WITH(read(json::array({{{"name", "a"}, {"unit", "ms"}, {"value", 1}}})), Contains("unit is \"ms\""));

  const Results accepted = read_results({VTASIM_ROOT "/configs/suites/ci.baseline.json"});
  CHECK(accepted.files[0]["kind"] == "baseline");
  REQUIRE(accepted.entries.size() > 1);
  CHECK(accepted.entries[0]["name"] == "depthwise-small/b16-bus512/auto");
  CHECK(accepted.entries[0]["cycles"].get<std::int64_t>() > 0);
  CHECK(used(accepted, accepted.entries[0], "compute", "gemm") > 0);
}

TEST_CASE("results of replay are read line by line") {
  const TemporaryDirectory directory;
  const std::string file = directory / "got.jsonl";
  const std::string line =
      R"({"name":"a","finished":true,"cycles":5,"read_bursts":1,"read_beats":2,"write_bursts":0,"write_beats":0,)"
      R"("load":[[0,1,2]],"compute":[[0,1,2],[2,3,4]],"store":[]})";
  std::ofstream(file) << line << "\n\n"
                      << R"({"name":"b"})"
                      << "\n";
  CHECK_THROWS_WITH(read_results({file}), StartsWith(file + ":3: case \"b\": finished"));
  std::ofstream(file) << line << "\n";
  const Results results = read_results({file});
  CHECK(results.files[0]["kind"] == "replay");
  REQUIRE(results.runs.size() == 1);
  CHECK(results.runs[0]["name"] == "a");
  CHECK(results.runs[0]["instructions"] == 3);
  CHECK_FALSE(results.runs[0].contains("load"));
}

TEST_CASE("a profile is taken over in lists, its texts once") {
  const Results results = read(sample_profile_json());
  CHECK(results.files[0]["kind"] == "explain");
  CHECK(results.rows() == 1);
  const json& profile = results.profiles[0];
  CHECK(profile["program"] == "sample");
  CHECK(profile["cycles"] == 100);
  const auto text = [&](const json& number) { return profile["texts"][number.get<std::size_t>()]; };
  CHECK(text(profile["instructions"]["what"][1]) == "GEMM of 49");
  CHECK(profile["instructions"]["start"] == json({10, 51}));
  CHECK(profile["instructions"]["token_prev"] == json({-1, 0}));
  CHECK(profile["instructions"]["slack"] == json({0, -1}));
  const json& bus = profile["instructions"]["at_work"][0][1];
  CHECK(text(bus[0]) == "bus");
  CHECK(bus[1] == 10);
  CHECK(text(bus[2]) == "acc");
  CHECK(profile["instructions"]["before"][1][0][3] == 0);
  CHECK(profile["timeline"]["load"]["cycles"] == json({10, 10, 30, 51}));
  CHECK(text(profile["timeline"]["load"]["cause"][3]) == "none");
  REQUIRE(profile["path"].size() == 3);
  CHECK(text(profile["path"][1][0]) == "load");
  CHECK(profile["path"][1][3] == 50);
  CHECK(profile["mapping"] == sample_profile_json()["mapping"]);
  json stopped = sample_profile_json();
  stopped["finished"] = false;
  stopped["problem"] = "deadlock";
  for (const char* key : {"cycles", "verdict", "critical_path", "mapping"}) stopped.erase(key);
  CHECK(read(stopped).profiles[0]["problem"] == "deadlock");
  CHECK(read(stopped).profiles[0]["path"].empty());
}

TEST_CASE("of a profile's scratchpads lists of what begins and ends are taken over, and places as names") {
  const Results results = read(sample_profile_json());
  const json& profile = results.profiles[0];
  CHECK(profile["scratchpads"]["inp"] ==
        json({{"depth", 2048}, {"most_live", 40}, {"instruction", {0, 1}}, {"begun", {40, 0}}, {"ended", {3, 37}}}));
  CHECK(profile["scratchpads"]["acc"]["instruction"] == json({1}));
  CHECK(profile["scratchpads"]["out"]["begun"].empty());
  const auto what = profile["instructions"]["what"][0].get<std::size_t>();
  CHECK(profile["texts"][what] == "LOAD inp 1 x 40, rows 9-17, tap 2");

  json before = sample_profile_json();
  before.erase("scratchpads");
  CHECK_FALSE(read(before).profiles[0].contains("scratchpads"));

  CHECK_THAT(refused_profile([](json& p) { p["scratchpads"].erase("acc"); }), Contains("scratchpads: acc"));
  CHECK_THAT(refused_profile([](json& p) { p["scratchpads"]["acc"]["depth"] = 0; }), Contains("depth"));
  CHECK_THAT(refused_profile([](json& p) { p["instructions"][0]["live"]["inp"] = 1; }),
             Contains("instructions[0]: live: inp is 1; it must be [entries begun, entries ended]"));
  CHECK_THAT(refused_profile([](json& p) { p["instructions"][0]["live"]["inp"][1] = 2049; }),
             Contains("live: inp[1] is 2049"));
  CHECK_THAT(refused_profile([](json& p) { p["instructions"][0]["place"]["row"] = {1}; }),
             Contains("place: row is [1]"));
  CHECK_THAT(refused_profile([](json& p) { p["instructions"][0]["place"]["row"][1] = 0; }), Contains("row[1] is 0"));
}

TEST_CASE("what a profile lacks or points at in vain is named") {
  CHECK_THAT(refused_profile([](json& p) { p.erase("timeline"); }), Contains("result.json: timeline"));
  CHECK_THAT(refused_profile([](json& p) { p["timeline"].erase("store"); }), Contains("timeline: store"));
  CHECK_THAT(refused_profile([](json& p) { p["timeline"]["load"]["cause"].erase(0); }),
             Contains("timeline: load: cause has 3 values, and cycles has 4"));
  CHECK_THAT(refused_profile([](json& p) { p["timeline"]["load"]["cycles"][1] = 0; }),
             Contains("timeline: load: cycles[1] is 0; legal are 1 to"));
  CHECK_THAT(refused_profile([](json& p) { p["timeline"]["load"]["instruction"][1] = 2; }),
             Contains("timeline: load: instruction[1] is 2; legal are -1 to 1"));
  CHECK_THAT(refused_profile([](json& p) { p["timeline"]["load"]["cause"][1] = 2; }), Contains("cause[1] is 2"));
  CHECK_THAT(refused_profile([](json& p) { p["instructions"][1].erase("work"); }), Contains("instructions[1]: work"));
  CHECK_THAT(refused_profile([](json& p) { p["instructions"][1]["token_prev"] = 7; }),
             Contains("instructions[1]: token_prev is 7; legal are 0 to 1"));
  CHECK_THAT(refused_profile([](json& p) { p["instructions"][0]["at_work"][1]["cycles"] = "x"; }),
             Contains("instructions[0]: at_work[1]: cycles is \"x\""));
  CHECK_THAT(refused_profile([](json& p) { p["critical_path"]["steps"][1][2] = 9; }),
             Contains("critical_path: steps[1][2] is 9"));
  CHECK_THAT(refused_profile([](json& p) { p["critical_path"]["steps"][1][4] = 9; }),
             Contains("steps[1][4] is 9; legal are 10 to"));
  CHECK_THAT(refused_profile([](json& p) { p["critical_path"]["steps"][0] = 1; }),
             Contains("steps[0] is 1; it must be"));
  CHECK_THAT(refused_profile([](json& p) { p["mapping"]["in"]["lanes"].push_back(nullptr); }),
             Contains("mapping: in: lanes has 3 lanes; it must have those of whole vectors, of 2"));
  CHECK_THAT(refused_profile([](json& p) {
               p["mapping"]["in"]["lanes"][0] = {1, 2};
             }),
             Contains("mapping: in: lanes[0] is [1,2]; it must be a list of 3 numbers"));
  CHECK_THAT(refused_profile([](json& p) { p["mapping"]["taps"][0]["in_vector"] = 1; }),
             Contains("mapping: taps[0]: in_vector is 1; legal is 0 only"));
  CHECK_THAT(refused_profile([](json& p) { p["mapping"]["taps"][0]["filter"][0][1] = 2; }),
             Contains("filter[0][1] is 2; legal are 0 to 1"));
  CHECK_THAT(refused_profile([](json& p) { p["mapping"]["kernel"] = {0, 1}; }), Contains("kernel[0] is 0"));
}

TEST_CASE("rows of several files are told apart") {
  const TemporaryDirectory directory;
  const Results results = read_results(
      {write_json(directory / "a.json", sample_comparison()), write_json(directory / "b.json", sample_comparison())});
  REQUIRE(results.programs.size() == 2);
  CHECK(results.programs[0]["file"] == 0);
  CHECK(results.programs[1]["file"] == 1);
}

TEST_CASE("files that are no results are refused") {
  CHECK_THROWS_WITH(read(json::object()), Contains("result.json: is no result: it must be of compare --json"));
  CHECK_THROWS_WITH(read(7), Contains("is no result"));
  CHECK_THROWS_WITH(read({{"name", "a layer"}, {"input", {1, 2, 3, 4}}}), Contains("is no result"));
  CHECK_THROWS_WITH(read(json::array()), Contains("result.json: has no rows"));
  CHECK_THROWS_WITH(read_results({"no-such-file.json"}), Contains("no-such-file.json"));
  json content = sample_comparison();
  content["rows"] = 1;
  CHECK_THROWS_WITH(read(content), Contains("rows"));
  content = sample_comparison();
  content["hardware"] = json::array();
  CHECK_THROWS_WITH(read(content), Contains("hardware is []; it must be an object"));
}

}  // namespace vtasim::page
