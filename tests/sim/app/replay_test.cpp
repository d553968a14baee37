#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "isa/base/files.h"
#include "isa/case_file.h"
#include "isa/instruction_stream.h"
#include "matchers.h"
#include "program.h"
#include "sample_files.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

using Catch::Matchers::Contains;

constexpr int kDisagrees = 1;

std::vector<nlohmann::json> json_lines(const std::filesystem::path& file) {
  std::vector<nlohmann::json> lines;
  for (const std::string& line : lines_of(read_whole_file(file))) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

}  // namespace

TEST_CASE("recorded cases agree, and a pipe sees neither banner nor progress", "[app]") {
  const TemporaryDirectory directory;
  write_cases(directory / "cases.jsonl", few_cases());
  const Outcome outcome = run_vtasim({"replay", directory / "cases.jsonl"});
  CHECK(outcome.status == 0);
  CHECK(outcome.out == (directory / "cases.jsonl").string() + ": 3 cases, 3 agree (1,446 cycles)\n");
  CHECK(outcome.err.empty());
}

TEST_CASE("long work shows no progress in a pipe", "[app]") {
  // Longer than it takes before a terminal would see some.
  std::vector<std::string> words = {"replay"};
  words.insert(words.end(), 60, VTASIM_TESTS "/golden/b16-bus64/micro.jsonl");
  const Outcome outcome = run_vtasim(words);
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  CHECK(lines_of(outcome.out).size() == 60);
}

TEST_CASE("of a case with one number altered the instruction is named", "[app]") {
  const TemporaryDirectory directory;
  std::vector<isa::Case> cases = few_cases();
  // The GEMM: compute's third instruction, the program's fifth.
  isa::Case& altered = cases[1];
  REQUIRE(altered.program.name == "gemm-same-dst");
  REQUIRE(std::holds_alternative<isa::Gemm>(instructions_of(altered.program)[4]));
  altered.rtl->timing[1][2][2] += 1;
  write_cases(directory / "cases.jsonl", cases);
  const Outcome outcome = run_vtasim({"replay", directory / "cases.jsonl"});
  CHECK_THAT(outcome, FailedWith(kDisagrees, "1 of 3 cases: "));
  CHECK_THAT(outcome.out, Contains("3 cases, 2 agree, 1 differs"));
  CHECK_THAT(outcome.out,
             Contains("gemm-same-dst: differs\n    compute instruction 2, the program's instruction 4: compute GEMM"));
  CHECK_THAT(outcome.out, Contains("\n        expected [dispatch, start, end] [39, 467, 482], got [39, 467, 481]\n"));
}

TEST_CASE("totals and output bytes are compared too", "[app]") {
  const TemporaryDirectory directory;
  std::vector<isa::Case> cases = few_cases();
  cases[0].rtl->read_beats += 1;
  cases[1].outputs.at(0).bytes.at(7) ^= 1;
  const std::uint64_t address = cases[1].outputs[0].address + 7;
  write_cases(directory / "cases.jsonl", cases);
  const Outcome outcome = run_vtasim({"replay", directory / "cases.jsonl"});
  CHECK(outcome.status == kDisagrees);
  CHECK_THAT(outcome.out, Contains("3 cases, 1 agrees, 2 differ"));
  CHECK_THAT(outcome.out, Contains("read_beats: expected 270, got 269"));
  CHECK_THAT(outcome.out, Contains("output byte at address 0x" + [&] {
               std::ostringstream hex;
               hex << std::hex << address;
               return hex.str();
             }()));
  CHECK(run_vtasim({"replay", directory / "cases.jsonl", "--no-values"}).out.find("output byte") == std::string::npos);
}

TEST_CASE("recorded deadlocks and hazards agree, and verbose explains them", "[app]") {
  const TemporaryDirectory directory;
  const auto cases =
      recorded_cases("broken", {"deadlock-one-token-short", "alu-hazard-imm-same-dst", "tokens-256-pending"});
  write_cases(directory / "cases.jsonl", cases);
  const Outcome quiet = run_vtasim({"replay", directory / "cases.jsonl"});
  CHECK(quiet.status == 0);
  CHECK(lines_of(quiet.out).size() == 1);
  CHECK_THAT(quiet.out, Contains("3 cases, 3 agree"));
  const Outcome verbose = run_vtasim({"replay", directory / "cases.jsonl", "--verbose"});
  CHECK(verbose.status == 0);
  CHECK_THAT(verbose.out, Contains("deadlock-one-token-short: does not finish, as expected\n    deadlock"));
  CHECK_THAT(verbose.out, Contains("compute waits at instruction "));
  CHECK_THAT(verbose.out, Contains("256th"));
}

TEST_CASE("a hang is a failure where the file does not expect one", "[app]") {
  const TemporaryDirectory directory;
  std::vector<isa::Case> cases = recorded_cases("broken", {"deadlock-one-token-short", "alu-hazard-imm-same-dst"});
  for (isa::Case& recorded : cases) recorded.rtl.reset();
  write_cases(directory / "cases.jsonl", cases);
  const Outcome outcome = run_vtasim({"replay", directory / "cases.jsonl"});
  CHECK_THAT(outcome, FailedWith(kDisagrees, "2 of 2 cases"));
  CHECK_THAT(outcome.out, Contains("alu-hazard-imm-same-dst: differs\n    expected to finish: "));
}

TEST_CASE("a case that does not end within --max-cycles has not finished", "[app]") {
  const TemporaryDirectory directory;
  std::vector<isa::Case> cases = few_cases();
  const auto longest = std::max_element(
      cases.begin(), cases.end(), [](const isa::Case& a, const isa::Case& b) { return a.rtl->cycles < b.rtl->cycles; });
  REQUIRE(longest->program.name == "gemm-dst-cycle2");
  REQUIRE(longest->rtl->cycles == 500);
  const auto place = static_cast<std::size_t>(longest - cases.begin());
  cases.push_back(recorded_cases("broken", {"deadlock-one-token-short"}).at(0));
  isa::Case huge = cases[0];
  huge.program.name = "huge";
  huge.program.regions.push_back({huge.program.insn_addr, {2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}});
  write_cases(directory / "cases.jsonl", cases);
  CHECK(run_vtasim({"replay", directory / "cases.jsonl", "--max-cycles", "500"}).status == 0);
  const Outcome outcome =
      run_vtasim({"replay", directory / "cases.jsonl", "--max-cycles", "499", "--results", directory / "got.jsonl"});
  CHECK_THAT(outcome, FailedWith(kDisagrees, "1 of 4 cases: "));
  CHECK_THAT(outcome.err, Contains("gemm-dst-cycle2: still running after 499 cycles"));
  CHECK_THAT(outcome.out, Contains("4 cases, 3 agree, 1 stopped by --max-cycles ("));
  CHECK_THAT(outcome.out, Contains("\n  gemm-dst-cycle2: stopped\n    still running after 499 cycles\n"));
  const nlohmann::json got = json_lines(directory / "got.jsonl").at(place);
  CHECK(got["finished"] == false);
  CHECK(got["cycles"] == -1);
  CHECK_THAT(got["problem"].get<std::string>(), Contains("still running after 499 cycles"));

  // An all-zero GEMM has 4.4e12 operations; nothing needs to be said for it to be stopped.
  for (const bool expected_to_hang : {false, true}) {
    huge.rtl->finished = !expected_to_hang;
    isa::write_cases(directory / "huge.jsonl", {huge});
    const Outcome stopped = run_vtasim({"replay", directory / "huge.jsonl"});
    CHECK_THAT(stopped,
               FailedWith(kDisagrees, "huge: still running after 1000000000 cycles; compute is in instruction "));
  }
  for (const char* bad : {"0", "-5", "many", "1000000000000001"}) {
    CHECK_THAT(run_vtasim({"replay", directory / "cases.jsonl", "--max-cycles", bad}), FailedWith(2, "--max-cycles"));
  }
}

TEST_CASE("a case that expects nothing runs, and its cycles are shown", "[app]") {
  const TemporaryDirectory directory;
  write_raw_case(directory / "case.jsonl", finish_case(), finish_bytes());
  const Outcome outcome = run_vtasim({"replay", directory / "case.jsonl"});
  CHECK(outcome.status == 0);
  CHECK(outcome.out == (directory / "case.jsonl").string() +
                           ": 1 case, 1 ran with nothing to compare (25 cycles)\n  finish: 25 cycles\n");
}

TEST_CASE("one case that cannot run does not keep the others from running", "[app]") {
  const TemporaryDirectory directory;
  std::vector<isa::Case> cases = few_cases();
  cases[1].program.config = "b99";
  write_cases(directory / "cases.jsonl", cases);
  const Outcome outcome = run_vtasim({"replay", directory / "cases.jsonl", "--results", directory / "got.jsonl"});
  CHECK_THAT(outcome, FailedWith(kDisagrees, "b99"));
  CHECK_THAT(outcome.out, Contains("3 cases, 2 agree, 1 cannot run"));
  const auto lines = json_lines(directory / "got.jsonl");
  REQUIRE(lines.size() == 3);
  CHECK(lines[0]["finished"] == true);
  CHECK(lines[1]["finished"] == false);
  CHECK_THAT(lines[1]["problem"].get<std::string>(), Contains("b99"));
  CHECK(lines[2]["finished"] == true);
}

TEST_CASE("option --hardware runs the cases on another configuration", "[app]") {
  const TemporaryDirectory directory;
  std::vector<isa::Case> cases = few_cases();
  for (isa::Case& recorded : cases) recorded.program.config = "b99";
  write_cases(directory / "cases.jsonl", cases);
  CHECK(run_vtasim({"replay", directory / "cases.jsonl", "--hardware", "b16-bus64"}).status == 0);
  CHECK(run_vtasim({"replay", directory / "cases.jsonl", "--hardware", "b16-bus512"}).status == kDisagrees);
}

TEST_CASE("results repeat what the recording says, line by line and byte by byte", "[app]") {
  const TemporaryDirectory directory;
  const std::vector<isa::Case> cases = few_cases();
  write_cases(directory / "cases.jsonl", cases);
  REQUIRE(run_vtasim({"replay", directory / "cases.jsonl", "--results", directory / "got.jsonl"}).status == 0);
  const auto expected = json_lines(directory / "cases.jsonl");
  const auto got = json_lines(directory / "got.jsonl");
  const std::string bytes = read_whole_file(directory / "got.bin");
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    CHECK(got[i]["name"] == expected[i]["name"]);
    for (const auto& [key, value] : expected[i]["rtl"].items()) CHECK(got[i][key] == value);
    CHECK(got[i]["causes"]["cycles"] == expected[i]["rtl"]["cycles"].get<std::int64_t>() + 1);
    CHECK_FALSE(got[i].contains("problem"));
    REQUIRE(got[i]["outputs"].size() == cases[i].outputs.size());
    for (std::size_t o = 0; o < cases[i].outputs.size(); ++o) {
      const nlohmann::json& place = got[i]["outputs"][o];
      const std::vector<std::uint8_t>& right = cases[i].outputs[o].bytes;
      CHECK(place[0] == cases[i].outputs[o].address);
      CHECK(place[1] == right.size());
      CHECK(bytes.substr(place[2].get<std::size_t>(), right.size()) == std::string(right.begin(), right.end()));
    }
  }
  const Outcome without =
      run_vtasim({"replay", directory / "cases.jsonl", "--results", directory / "no.jsonl", "--no-values"});
  CHECK(without.status == 0);
  CHECK_FALSE(json_lines(directory / "no.jsonl")[0].contains("outputs"));
  CHECK(json_lines(directory / "no.jsonl")[0]["compute"] == got[0]["compute"]);
}

TEST_CASE("the order of cases changes nothing", "[app]") {
  const TemporaryDirectory directory;
  std::vector<isa::Case> cases = few_cases();
  write_cases(directory / "forth.jsonl", cases);
  std::reverse(cases.begin(), cases.end());
  write_cases(directory / "back.jsonl", cases);
  CHECK(run_vtasim({"replay", directory / "forth.jsonl", directory / "back.jsonl", directory / "forth.jsonl",
                    "--results", directory / "got.jsonl"})
            .status == 0);
  const auto got = json_lines(directory / "got.jsonl");
  REQUIRE(got.size() == 9);
  CHECK(got[0]["load"] == got[5]["load"]);
  CHECK(got[0]["compute"] == got[8 - 2]["compute"]);
}

TEST_CASE("recordings of the memory side are passed over", "[app]") {
  const TemporaryDirectory directory;
  write_cases(directory / "cases.jsonl", few_cases());
  write_text(directory / "cases.bus.jsonl", "{\"name\": \"x\", \"ar\": []}\n");
  const Outcome outcome = run_vtasim({"replay", directory / "cases.bus.jsonl", directory / "cases.jsonl"});
  CHECK(outcome.status == 0);
  CHECK(lines_of(outcome.out).size() == 1);
}

}  // namespace vtasim
