#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "check_fixture.h"
#include "isa/base/files.h"
#include "matchers.h"
#include "program.h"
#include "sample_files.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {

using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

/// compare of a small layer, with its rows.
struct Compared {
  Outcome outcome;
  json rows;
};

Compared compare(const TemporaryDirectory& directory, const std::vector<std::string>& options) {
  std::vector<std::string> words = {"compare",   "depthwise-small", "--hardware",
                                    "b16-bus64", "--json",          directory / "out.json"};
  words.insert(words.end(), options.begin(), options.end());
  Compared compared;
  compared.outcome = run_vtasim(words);
  if (compared.outcome.status != 2) {
    compared.rows = json::parse(read_whole_file(directory / "out.json")).at("rows");
  }
  return compared;
}

/// A file of this text in the directory.
std::string file_of(const TemporaryDirectory& directory, const std::string& name, const std::string& text) {
  const std::string file = (directory / name).string();
  write_text(file, text);
  return file;
}

}  // namespace

TEST_CASE("a schedule that was saved makes the same program again, beside the search's best", "[app]") {
  const TemporaryDirectory directory;
  const std::string saved = (directory / "saved.json").string();
  const Compared found =
      compare(directory, {"--mapping", "swapped", "--save-schedule", saved, "--emit", directory / "found"});
  CHECK(found.outcome.status == 0);
  const Compared again = compare(directory, {"--schedule", saved, "--emit", directory / "again"});
  CHECK(again.outcome.status == 0);
  REQUIRE(again.rows.size() == 2);
  CHECK(again.rows[0].at("schedule") == "saved");
  CHECK(again.rows[0].at("mapping") == "swapped");
  CHECK(again.rows[0].at("cycles") == found.rows[0].at("cycles"));
  CHECK(again.rows[0].at("search").at("simulated") == 1);
  CHECK_FALSE(again.rows[1].contains("schedule"));
  CHECK(again.rows[1].at("asked_for") == "auto");
  for (const char* ending : {".jsonl", ".bin"}) {
    const std::string name = std::string("/depthwise-small-swapped-b16-bus64") + ending;
    CHECK(read_whole_file(directory / ("found" + name)) == read_whole_file(directory / ("again" + name)));
  }
  // On another bus it is not for the hardware.
  CHECK_THAT(run_vtasim({"compare", "depthwise-small", "--hardware", "b16-bus128", "--schedule", saved}),
             FailedWith(2, "schedule saved: made for b16-bus64; of b16-bus128 shell is "));
  CHECK_THAT(run_vtasim({"compare", "mobilenet-v1-dw1", "--hardware", "b16-bus64", "--schedule", saved}),
             FailedWith(2, "schedule saved: made for layer depthwise-small; of mobilenet-v1-dw1 groups is 32, not 24"));
}

TEST_CASE("a sweep is a row for each value, and what does not fit is a failure that names it", "[app]") {
  const TemporaryDirectory directory;
  const std::string mine =
      file_of(directory, "mine.json", R"({"mapping": "diagonal", "tiling": {"rows": [7, 14], "acc_buffers": 1}})");
  const Compared swept = compare(directory, {"--schedule", mine, "--mapping", "diagonal"});
  CHECK(swept.outcome.status == 0);
  REQUIRE(swept.rows.size() == 3);
  CHECK(swept.rows[0].at("schedule") == "mine rows=7");
  CHECK(swept.rows[0].at("search").at("rows") == 7);
  CHECK(swept.rows[1].at("search").at("rows") == 14);
  CHECK(swept.rows[1].at("search").at("acc_buffers") == 1);
  CHECK_THAT(swept.outcome.out, Contains("mine rows=14"));

  const std::string large = file_of(directory, "large.json", R"({"mapping": "diagonal", "tiling": {"rows": 15}})");
  const Compared refused = compare(directory, {"--schedule", large});
  CHECK_THAT(refused.outcome, FailedWith(1,
                                         "depthwise-small, large on b16-bus64: layer depthwise-small, mapping "
                                         "diagonal on b16-bus64: rows is 15; legal are 1 to 14"));
  CHECK_THAT(refused.rows[0].at("error").get<std::string>(), Contains("rows is 15"));
  CHECK(refused.rows[1].at("verified") == true);
}

TEST_CASE("lane maps that somebody wrote down are a mapping", "[app]") {
  const TemporaryDirectory directory;
  // Four channels of 2 x 2 pixels.
  json map = {{"channel_step", 4}, {"row_step", 2}, {"col_step", 2}, {"lanes", json::array()}};
  for (int lane = 0; lane < 16; ++lane) map["lanes"].push_back({lane % 4, lane / 8, lane / 4 % 2});
  json schedule = {{"mapping", {{"name", "quads"}, {"layer_groups", 4}, {"in", map}, {"out", map}}}};
  const Compared run = compare(directory, {"--schedule", file_of(directory, "lanes.json", schedule.dump()),
                                           "--save-schedule", directory / "saved.json"});
  CHECK(run.outcome.status == 0);
  CHECK(run.rows[0].at("mapping") == "quads");
  CHECK(run.rows[0].at("verified") == true);
  const Outcome explained = run_vtasim({"explain", "depthwise-small", "--hardware", "b16-bus64", "--schedule",
                                        file_of(directory, "lanes2.json", schedule.dump())});
  CHECK(explained.status == 0);
  CHECK_THAT(explained.out, Contains("Mapping quads"));
  // Of a list explain would not know which to show.
  CHECK_THAT(
      run_vtasim({"explain", "depthwise-small", "--hardware", "b16-bus64", "--schedule", directory / "saved.json"}),
      FailedWith(2, "--schedule: this command takes one schedule; these are 2"));
  schedule["mapping"]["out"]["lanes"][5] = nullptr;
  CHECK_THAT(compare(directory, {"--schedule", file_of(directory, "hole.json", schedule.dump())}).outcome,
             FailedWith(1, "out has a hole: no lane holds channel 1, row 0, column 1"));
}

TEST_CASE("explain saves what it shows, and shows what was saved", "[app]") {
  const TemporaryDirectory directory;
  const std::string saved = (directory / "saved.json").string();
  const std::vector<std::string> words = {"explain", "depthwise-small", "--hardware", "b16-bus64"};
  std::vector<std::string> save = words;
  save.insert(save.end(), {"--mapping", "diagonal", "--save-schedule", saved});
  const Outcome found = run_vtasim(save);
  CHECK(found.status == 0);
  std::vector<std::string> load = words;
  load.insert(load.end(), {"--schedule", saved});
  const Outcome again = run_vtasim(load);
  CHECK(again.status == 0);
  const auto from_loops = [](const Outcome& outcome) { return outcome.out.substr(outcome.out.find("for ")); };
  CHECK(from_loops(again) == from_loops(found));
  load.insert(load.end(), {"--mapping", "diagonal"});
  CHECK_THAT(run_vtasim(load), FailedWith(2, "--mapping: with --schedule"));
  save.back() = (directory / "none/saved.json").string();
  CHECK_THAT(run_vtasim(save), FailedWith(2, "none/saved.json"));
}

TEST_CASE("a fused program is saved and made again, in whole or in part", "[app]") {
  const TemporaryDirectory directory;
  const std::string network = file_of(directory, "net.json", R"({"layers": [
    {"name": "dw", "input": [1, 32, 14, 14], "multiplier": 1, "kernel": 3, "padding": 1, "bias": true},
    {"name": "pw", "input": [1, 32, 14, 14], "out_channels": 32, "kernel": 1, "bias": true}]})");
  const std::string saved = (directory / "saved.json").string();
  const auto fuse = [&](const std::vector<std::string>& options) {
    std::vector<std::string> words = {"fuse", network, "--hardware", "b16-bus64", "--json", directory / "out.json"};
    words.insert(words.end(), options.begin(), options.end());
    const Outcome outcome = run_vtasim(words);
    CHECK(outcome.err.empty());
    json fused = json::array();
    const json out = json::parse(read_whole_file(directory / "out.json"));
    for (const json& row : out.at("rows")) {
      if (row.at("fused") == true) fused.push_back(row);
    }
    return fused;
  };
  const json found = fuse({"--mapping", "patches", "--save-schedule", saved});
  const json again = fuse({"--schedule", saved, "--mapping", "patches"});
  REQUIRE(again.size() == 2);
  CHECK(again[0].at("schedule") == "saved");
  CHECK(again[0].at("programs_simulated") == 1);
  CHECK(again[0].at("plan") == found[0].at("plan"));
  CHECK(again[0].at("cycles") == found[0].at("cycles"));

  const std::string part = file_of(directory, "part.json",
                                   R"({"mapping": "diagonal", "tiling": {"depthwise": {"rows": [2, 7]}, "lead": 3}})");
  const json parts = fuse({"--schedule", part, "--mapping", "diagonal"});
  REQUIRE(parts.size() == 3);
  CHECK(parts[0].at("schedule") == "part depthwise.rows=2");
  CHECK(parts[0].at("plan").at("depthwise").at("rows") == 2);
  CHECK(parts[1].at("plan").at("depthwise").at("rows") == 7);
  CHECK(parts[1].at("plan").at("lead") == 3);
  CHECK(parts[1].at("cycles") >= parts[2].at("cycles"));
}

TEST_CASE("a suite's schedules are rows, and one that changed is named", "[app]") {
  const CheckFixture fixture;
  fixture.write_json("mine.json", {{"mapping", "diagonal"}, {"tiling", {{"rows", {4, 8}}}}});
  fixture.write_suite({{{"layer", "layer.json"}, {"hardware", "board.json"}, {"schedule", "mine.json"}}});
  CHECK(fixture.check({"--accept"}).status == 0);
  const Outcome same = fixture.check();
  CHECK(same.status == 0);
  CHECK_THAT(same.out, Contains("2 same"));
  CHECK_THAT(fixture.read("suite.baseline.json"), Contains("\"small/board/mine rows=4\""));
  fixture.write_json("mine.json", {{"mapping", "diagonal"}, {"tiling", {{"rows", {4, 8}}, {"cols", 4}}}});
  const Outcome changed = fixture.check();
  CHECK(changed.status == 1);
  CHECK_THAT(changed.out, Contains("changed: the layer: schedule.tiling.cols nothing -> 4"));

  fixture.write_json("mine.json", {{"hardware", "b16-bus128"}});
  CHECK_THAT(fixture.check(), FailedWith(2,
                                         "has mine, which is for none of the entry's layers on its hardware: made "
                                         "for b16-bus128; of board shell is "));
}

}  // namespace vtasim
