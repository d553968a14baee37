#include <catch2/catch.hpp>

#include "check_fixture.h"
#include "isa/case_file.h"
#include "isa/encoding.h"
#include "isa/instruction_stream.h"
#include "matchers.h"

namespace vtasim {
namespace {

using Catch::Matchers::Contains;

constexpr int kMoved = 1;
constexpr int kCouldNotRun = 2;

/// What the program says of one row, below the table.
std::string said_of(const Outcome& outcome, const std::string& row) {
  const std::size_t begin = outcome.out.find("\n" + row + ": ");
  if (begin == std::string::npos) return "";
  return outcome.out.substr(begin + 1, outcome.out.find("\n\n", begin) - begin);
}

/// A case whose instruction `index` has the bit of Deps `member` turned over.
isa::Case with_other_token(isa::Case item, std::size_t index, std::uint32_t isa::Deps::*member) {
  std::vector<isa::Instruction> instructions = instructions_of(item.program);
  deps_of(instructions.at(index)).*member ^= 1;
  const auto bytes = encode(instructions[index]);
  const std::uint64_t address = item.program.insn_addr + index * isa::kInstructionBytes;
  item.program.regions.push_back({address, {bytes.begin(), bytes.end()}});
  return item;
}

}  // namespace

TEST_CASE("accepted once, the same for ever", "[app]") {
  const CheckFixture fixture;
  const Outcome first = fixture.check();
  CHECK_THAT(first, FailedWith(kMoved, "there is no " + fixture.file("suite.baseline.json").string()));
  CHECK_THAT(first.out, Contains("5 entries: 5 new\n"));
  CHECK(std::filesystem::exists(fixture.file("suite.baseline.json.new")));

  const Outcome accepted = fixture.check({"--accept"});
  CHECK(accepted.status == 0);
  CHECK_THAT(accepted.out, Contains("Accepted: " + fixture.file("suite.baseline.json").string()));
  CHECK_FALSE(std::filesystem::exists(fixture.file("suite.baseline.json.new")));

  const Outcome same = fixture.check();
  CHECK(same.status == 0);
  CHECK(same.err.empty());
  CHECK_THAT(same.out, Contains("\nsuite: 5 entries: 5 same\n"));
  CHECK_THAT(fixture.check({"--accept"}).out, Contains("Nothing to accept"));
}

TEST_CASE("nothing depends on jobs, locale, time zone or directory", "[app]") {
  const CheckFixture fixture;
  REQUIRE(fixture.check({"--accept", "-j", "1"}).status == 0);
  fixture.write_json("layer.json", {{"name", "small"}, {"input", {1, 16, 9, 8}}, {"multiplier", 1}, {"kernel", 3}});
  const auto reports = [&](const std::string& jobs, const std::vector<std::string>& environment) {
    const Outcome outcome = fixture.check({"-j", jobs, "--junit", fixture.file("j"), "--markdown", fixture.file("m"),
                                           "--benchmark-json", fixture.file("b")},
                                          environment);
    CHECK(outcome.status == kMoved);
    return outcome.out + outcome.err + fixture.read("j") + fixture.read("m") + fixture.read("b") +
           fixture.read("suite.baseline.json.new");
  };
  const std::string one = reports("1", {"GITHUB_ACTIONS=", "LC_ALL=C", "TZ=UTC"});
  CHECK(reports("7", {"GITHUB_ACTIONS=", "LC_ALL=de_DE.UTF-8", "LANG=tr_TR.UTF-8", "TZ=Asia/Tokyo"}) == one);
}

TEST_CASE("a changed memory delay is caught, and named", "[app]") {
  const CheckFixture fixture;
  REQUIRE(fixture.check({"--accept"}).status == 0);
  nlohmann::json board = fixture.json("board.json");
  board["shell"]["memory_delay"] = 17;
  fixture.write_json("board.json", board);
  const Outcome outcome = fixture.check();
  CHECK_THAT(outcome, FailedWith(kMoved, "2 of 5 entries are not as accepted: small/board/diagonal is moved: cycles "));
  const std::string said = said_of(outcome, "small/board/diagonal");
  CHECK_THAT(said, Contains("\n  changed: the configuration board: shell.memory_delay 16 -> 17\n"));
  CHECK_THAT(said, !Contains("the schedule") && !Contains("the simulator"));
  CHECK_THAT(said, Contains("\n  cycles of load: busy with "));
  CHECK_THAT(outcome.out, Contains("suite: 5 entries: 3 same, 2 moved\n"));
  CHECK_THAT(fixture.read("suite.baseline.json.new"), Contains("\"memory_delay\":17"));

  REQUIRE(fixture.check({"--accept"}).status == 0);
  CHECK(fixture.check().status == 0);
}

TEST_CASE("one token too few is caught, and named", "[app]") {
  const CheckFixture fixture;
  REQUIRE(fixture.check({"--accept"}).status == 0);
  // LOAD acc of the second tile does not wait for the first to be stored. Here the values happen to stay right.
  isa::write_cases(fixture.file("cases.jsonl"),
                   {with_other_token(recorded_cases("layers", {"conv-1ctx"}).at(0), 9, &isa::Deps::pop_next)});
  const Outcome outcome = fixture.check();
  CHECK_THAT(outcome, FailedWith(kMoved, "1 of 5 entries are not as accepted: recorded/conv-1ctx/b16-bus64 is moved"));
  const std::string said = said_of(outcome, "recorded/conv-1ctx/b16-bus64");
  CHECK_THAT(said, Contains("\n  cycles 5,201 -> 4,834 (-367, -7.06%)\n"));
  CHECK_THAT(said, Contains("\n  changed: the schedule: the same instructions with other tokens (dependency bits)\n"));
  CHECK_THAT(said, Contains("\n  cycles of compute: waiting for store's token -"));
  CHECK_THAT(said, !Contains("verified"));
}

TEST_CASE("a token that leaves wrong values, or a deadlock, cannot be accepted", "[app]") {
  const CheckFixture fixture;
  REQUIRE(fixture.check({"--accept"}).status == 0);
  const std::string baseline = fixture.read("suite.baseline.json");
  const isa::Case good = recorded_cases("layers", {"conv-1ctx"}).at(0);
  const std::string row = "recorded/conv-1ctx/b16-bus64";
  SECTION("the store does not wait for its values") {
    isa::write_cases(fixture.file("cases.jsonl"), {with_other_token(good, 8, &isa::Deps::pop_prev)});
    CHECK_THAT(fixture.check(), FailedWith(kMoved, row + " is wrong: output byte at address 0x"));
    CHECK_THAT(said_of(fixture.check(), row), Contains("\n  verified yes -> NO: output byte at address 0x"));
  }
  SECTION("the store waits for ever") {
    isa::write_cases(fixture.file("cases.jsonl"), {with_other_token(good, 8, &isa::Deps::pop_next)});
    isa::write_cases(fixture.file("cases.jsonl"), {with_other_token(good, 7, &isa::Deps::push_next)});
    CHECK_THAT(fixture.check(), FailedWith(kMoved, row + " is wrong: does not finish: deadlock"));
    CHECK_THAT(said_of(fixture.check(), row), Contains("\n  cycles 5,201 -> does not finish\n"));
  }
  CHECK_THAT(fixture.check({"--accept"}), FailedWith(kMoved, "nothing is accepted: " + row + " is wrong: "));
  CHECK(fixture.read("suite.baseline.json") == baseline);
}

TEST_CASE("a changed layer is caught, and named", "[app]") {
  const CheckFixture fixture;
  REQUIRE(fixture.check({"--accept"}).status == 0);
  nlohmann::json layer = fixture.json("layer.json");
  layer["stride"] = 2;
  fixture.write_json("layer.json", layer);
  const Outcome outcome = fixture.check();
  CHECK_THAT(outcome, FailedWith(kMoved, "4 of 5 entries"));
  const std::string said = said_of(outcome, "small/b16-bus512/swapped");
  CHECK_THAT(said, Contains("\n  cycles ") && Contains("\n  GEMM cycles ") && Contains("\n  DRAM bytes written "));
  CHECK_THAT(said, Contains("\n  changed: the layer: stride [1,1] -> [2,2]\n  changed: the schedule: "));
  CHECK(said_of(outcome, "recorded/conv-1ctx/b16-bus64").empty());
}

TEST_CASE("another search is named, even where it finds the same", "[app]") {
  const CheckFixture fixture;
  const std::vector<nlohmann::json> entries = {
      {{"layer", "depthwise-small"}, {"hardware", "b16-bus64"}, {"mapping", "im2col"}},
      // A single vector leaves nothing to search.
      {{"layer", {{"name", "vector"}, {"input", {1, 16, 1, 1}}, {"multiplier", 1}, {"kernel", 1}}},
       {"hardware", "b16-bus64"},
       {"mapping", "diagonal"}}};
  fixture.write_suite(entries);
  REQUIRE(fixture.check({"--accept"}).status == 0);
  fixture.write_json("suite.json", {{"search", "full"}, {"entries", entries}});
  const Outcome outcome = fixture.check();
  CHECK(outcome.status == kMoved);
  CHECK_THAT(said_of(outcome, "depthwise-small/b16-bus64/im2col"),
             Contains("\n  changed: the search: quick -> full\n  changed: the schedule: "));
  CHECK_THAT(outcome.out,
             Contains("but not in all:\n  vector/b16-bus64/diagonal: changed: the search: quick -> full\n"));
  REQUIRE(fixture.check({"--accept"}).status == 0);
  CHECK_THAT(fixture.read("suite.baseline.json"), Contains("\"search\":\"full\""));
  CHECK(fixture.check().status == 0);
}

TEST_CASE("a baseline that another simulator wrote points at the simulator", "[app]") {
  const CheckFixture fixture;
  REQUIRE(fixture.check({"--accept"}).status == 0);
  // As if GEMM had been a cycle longer when it was accepted.
  std::string text = fixture.read("suite.baseline.json");
  const auto replace = [&text](std::size_t from, const std::string& key, std::int64_t change) {
    const std::size_t at = text.find(key, from) + key.size();
    const std::size_t digits = text.find_first_not_of("0123456789", at) - at;
    text.replace(at, digits, std::to_string(std::stoll(text.substr(at, digits)) + change));
  };
  const std::size_t row = text.find("{\"name\":\"recorded/");
  replace(row, "\"cycles\":", 2);
  replace(row, "\"gemm\":", 2);
  const std::size_t version = text.find("\"vtasim\": \"") + 11;
  text.replace(version, text.find('"', version) - version, "0.0.1");
  write_text(fixture.file("suite.baseline.json"), text);
  const std::string said = said_of(fixture.check(), "recorded/conv-1ctx/b16-bus64");
  CHECK_THAT(said, Contains("\n  cycles 5,203 -> 5,201 (-2, -0.04%)\n"
                            "  changed: the simulator: configuration and program are the same to the bit\n"
                            "  changed: vtasim 0.0.1 -> "));
  CHECK_THAT(said, Catch::Matchers::EndsWith("\n  cycles of compute: busy with GEMM -2\n"));
}

TEST_CASE("rows that are new or gone are named", "[app]") {
  const CheckFixture fixture;
  REQUIRE(fixture.check({"--accept"}).status == 0);
  fixture.write_suite({{{"layer", "layer.json"}, {"hardware", "board.json"}, {"mapping", {"diagonal", "auto"}}}});
  const Outcome outcome = fixture.check({"--markdown", fixture.file("m")});
  CHECK(outcome.status == kMoved);
  CHECK_THAT(said_of(outcome, "small/board/auto"), Contains(": new\n  not in the baseline: "));
  CHECK_THAT(said_of(outcome, "small/board/swapped"), Contains(": gone\n  in the baseline ("));
  CHECK_THAT(outcome.out, Contains("suite: 6 entries: 1 same, 1 new, 4 gone\n"));
  REQUIRE(fixture.check({"--accept"}).status == 0);
  CHECK(fixture.json("suite.baseline.json")["entries"].size() == 2);
}

TEST_CASE("an entry's tolerance is its own", "[app]") {
  const CheckFixture fixture;
  const auto entry = [](const std::string& mapping, double tolerance) {
    return nlohmann::json{
        {"layer", "layer.json"}, {"hardware", "board.json"}, {"mapping", mapping}, {"tolerance", tolerance}};
  };
  fixture.write_suite({entry("diagonal", 50), entry("swapped", 0)});
  REQUIRE(fixture.check({"--accept"}).status == 0);
  nlohmann::json board = fixture.json("board.json");
  board["shell"]["memory_delay"] = 17;
  fixture.write_json("board.json", board);
  const Outcome outcome = fixture.check();
  CHECK(outcome.status == kMoved);
  CHECK_THAT(outcome.out, Contains("suite: 2 entries: 1 same, 1 moved\n"));
  CHECK_THAT(outcome.out, Contains("but not in all:\n  small/board/diagonal: cycles "));
}

TEST_CASE("a row that has no program is told, and the others are measured", "[app]") {
  const CheckFixture fixture;
  REQUIRE(fixture.check({"--accept"}).status == 0);
  const std::string baseline = fixture.read("suite.baseline.json");
  nlohmann::json layer = fixture.json("layer.json");
  layer.erase("multiplier");
  layer["out_channels"] = 16;  // No depthwise layer any more, which is all that the mappings take.
  fixture.write_json("layer.json", layer);
  const Outcome outcome = fixture.check({"--junit", fixture.file("j")});
  CHECK_THAT(outcome, FailedWith(kCouldNotRun, "small/board/diagonal could not run: "));
  CHECK_THAT(said_of(outcome, "small/b16-bus512/swapped"), Contains(": could not run\n  "));
  CHECK_THAT(outcome.out, Contains("suite: 5 entries: 1 same, 4 could not run\n"));
  CHECK_THAT(fixture.read("j"), Contains("<error message=\"could not run: "));
  CHECK_THAT(fixture.check({"--accept"}), FailedWith(kCouldNotRun, "nothing is accepted: "));
  CHECK(fixture.read("suite.baseline.json") == baseline);
}

TEST_CASE("on GitHub differences are annotations", "[app]") {
  const CheckFixture fixture;
  REQUIRE(fixture.check({"--accept"}).status == 0);
  nlohmann::json layer = fixture.json("layer.json");
  layer["stride"] = 2;
  fixture.write_json("layer.json", layer);
  const std::string workspace = "GITHUB_WORKSPACE=" + fixture.file("").string();
  const Outcome outcome = fixture.check({}, {"GITHUB_ACTIONS=true", workspace});
  const std::string baseline = fixture.read("suite.baseline.json");
  const std::size_t entries = baseline.find("\"entries\"");
  const auto lines_before = std::count(baseline.begin(), baseline.begin() + static_cast<std::ptrdiff_t>(entries), '\n');
  CHECK_THAT(outcome.out, Contains("\n::error file=suite.baseline.json,line=" + std::to_string(lines_before + 3) +
                                   ",title=small/b16-bus512/diagonal%3A moved::cycles "));
  CHECK_THAT(fixture.check({}, {"GITHUB_ACTIONS=", workspace}).out, !Contains("::error"));
  CHECK_THAT(fixture.check({"--accept"}, {"GITHUB_ACTIONS=true", workspace}).out, !Contains("::error"));
}

TEST_CASE("option --baseline names another file", "[app]") {
  const CheckFixture fixture;
  const std::string other = fixture.file("other.json");
  REQUIRE(fixture.check({"--baseline", other, "--accept"}).status == 0);
  CHECK(fixture.check({"--baseline", other}).status == 0);
  CHECK_FALSE(std::filesystem::exists(fixture.file("suite.baseline.json")));
}

TEST_CASE("a check that cannot be made is refused before anything runs", "[app]") {
  const CheckFixture fixture;
  REQUIRE(fixture.check({"--accept"}).status == 0);
  const auto before = fixture.files();
  const std::string suite = fixture.file("suite.json");
  const std::string baseline = fixture.file("suite.baseline.json");
  const auto refused = [&](const std::vector<std::string>& options, const std::string& why) {
    const Outcome outcome = fixture.check(options);
    CHECK_THAT(outcome, FailedWith(kCouldNotRun, why));
    CHECK(outcome.out.empty());
    CHECK(fixture.files() == before);
  };
  refused({"--junit", suite}, "suite.json: is named for two files");
  refused({"--junit", baseline}, "suite.baseline.json: is named for two files");
  refused({"--markdown", baseline + ".new"}, "is named for two files");
  refused({"--junit", fixture.file("x"), "--markdown", fixture.file("x")}, "x: is named for two files");
  refused({"--junit", fixture.file("no/such/x")}, "no/such/x");
  refused({"--baseline", fixture.file("layer.json")}, "layer.json");
  refused({"--baseline", fixture.file("no/such/x"), "--accept"}, "no/such/x");
  refused({"-j", "0"}, "jobs");
  refused({"-j", "many"}, "jobs");
  CHECK_THAT(run_vtasim({"check"}), FailedWith(kCouldNotRun, "SUITE"));
  CHECK_THAT(run_vtasim({"check", fixture.file("none.json")}), FailedWith(kCouldNotRun, "none.json: no such file"));
  write_text(baseline, "<<<<<<< HEAD\n" + fixture.read("suite.baseline.json"));
  refused({}, "suite.baseline.json:1: column");
  refused({"--accept"}, "suite.baseline.json:1: column");
}

}  // namespace vtasim
