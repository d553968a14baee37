#include "sim/report/results_file.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "isa/base/error.h"
#include "isa/base/files.h"
#include "isa/case_file.h"
#include "tests/support/sample_case.h"
#include "tests/support/temporary_directory.h"

namespace vtasim::report {

TEST_CASE("a line a case, with the outputs' bytes beside it", "[report]") {
  const TemporaryDirectory directory;
  const std::filesystem::path jsonl = directory / "got.jsonl";
  isa::Case ran;
  ran.program = sample_program();
  ran.has_outputs = true;
  ran.outputs = {{2, {0, 0, 0}}, {9, {0, 0}}};  // What was expected there plays no part.
  const isa::DramImage dram = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  isa::RunRecord hung;
  hung.assertion = true;
  {
    ResultsFile results(jsonl);
    results.add(ran, sample_record(), "", &dram);
    results.add(ran, sample_record(), "", nullptr);
    results.add(ran, hung, "two\nlines", &dram);
    results.add_not_run("bad", "no such opcode");
    CHECK_FALSE(std::filesystem::exists(jsonl));
    results.commit();
  }
  CHECK(read_whole_file(directory / "got.bin") == std::string("\2\3\4\t\0\2\3\4\t\0", 10));

  std::vector<nlohmann::json> lines;
  std::istringstream text(read_whole_file(jsonl));
  for (std::string line; std::getline(text, line);) lines.push_back(nlohmann::json::parse(line));
  REQUIRE(lines.size() == 4);
  CHECK(lines[0] == nlohmann::json::parse(R"({"name": "sample", "finished": true, "cycles": 100, "read_bursts": 3,
      "read_beats": 28, "write_bursts": 1, "write_beats": 4, "load": [[20, 22, 40]],
      "compute": [[21, 23, 60], [25, 100, 101]], "store": [[22, 24, 50]], "outputs": [[2, 3, 0], [9, 2, 3]],
      "hash": "63e3c263cfd0840e"})"));
  CHECK_FALSE(lines[1].contains("outputs"));
  CHECK(lines[2]["finished"] == false);
  CHECK(lines[2]["cycles"] == -1);
  CHECK(lines[2]["assertion"] == true);
  CHECK(lines[2]["problem"] == "two\nlines");
  CHECK(lines[2]["outputs"] == nlohmann::json::parse("[[2, 3, 5], [9, 2, 8]]"));
  CHECK(lines[3]["name"] == "bad");
  CHECK(lines[3]["problem"] == "no such opcode");
  CHECK(lines[3]["load"].empty());
}

TEST_CASE("results that are not committed leave no file", "[report]") {
  const TemporaryDirectory directory;
  { ResultsFile results(directory / "got.jsonl"); }
  CHECK(directory.empty());
}

TEST_CASE("results that cannot be written are known from the start", "[report]") {
  const TemporaryDirectory directory;
  CHECK_THROWS_AS(ResultsFile(directory.path() / "missing" / "got.jsonl"), Error);
  CHECK_THROWS_AS(ResultsFile(directory / "got.json"), Error);
  CHECK(directory.empty());
}

}  // namespace vtasim::report
