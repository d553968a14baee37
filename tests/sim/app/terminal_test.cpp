#include "terminal.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "check_fixture.h"
#include "isa/base/files.h"
#include "program.h"
#include "running_program.h"
#include "sample_files.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

using Catch::Matchers::Contains;
using Words = std::vector<std::string>;

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

/// Two depthwise layers of 16 channels and a pointwise one, small.
std::string small_network(const TemporaryDirectory& directory) {
  write_text(directory / "net.json", R"({"layers": [
    {"name": "a-layer-with-a-long-name", "input": [1, 16, 8, 8], "multiplier": 1, "kernel": 3, "padding": 1, "bias": true},
    {"name": "dw", "input": [1, 16, 6, 6], "multiplier": 1, "kernel": 3, "padding": 1, "bias": true},
    {"name": "pw", "input": [1, 16, 6, 6], "out_channels": 16, "kernel": 1, "bias": true}]})");
  return directory / "net.json";
}

}  // namespace

TEST_CASE("no command's tables are wider than the terminal", "[app]") {
  const TemporaryDirectory directory;
  const CheckFixture suite;
  REQUIRE(suite.check({"--accept"}).status == 0);
  const std::string network = small_network(directory);
  const std::vector<Words> commands = {
      {"compare", network, "--layer", "a*,dw", "--hardware", "b16-bus64,b16-bus512", "--mapping",
       "diagonal,in 2x4x2 step 2x2 out 4x2x2", "--requantization", "fused,separate", "--breakdown"},
      {"compare", network, "--layer", "dw", "--hardware", "b16-bus64", "--mapping", "diagonal,swapped"},
      {"fuse", network, "--layer", "dw,pw", "--hardware", "b16-bus64", "--mapping", "diagonal"},
      {"explain", network, "--layer", "a*", "--hardware", "b16-bus64", "--mapping", "diagonal"},
      {"check", suite.file("suite.json")},
      {"hardware"}};
  for (const Words& command : commands) {
    const Outcome piped = run_vtasim(command, {"COLUMNS="});
    for (const std::size_t width : {30U, 80U, 100U, 120U}) {
      INFO(command[0] << " at " << width);
      const TerminalOutcome outcome = run_on_terminal(command, width);
      CHECK(outcome.status == 0);
      CHECK(outcome.widest <= width);
    }
    Words wide = command;
    wide.emplace_back("--wide");
    const TerminalOutcome all = run_on_terminal(wide, 30);
    CHECK(joined(all.lines) == piped.out);
    CHECK_THAT(piped.out, !Contains("left out"));
  }
}

TEST_CASE("what a narrow terminal has no room for is named", "[app]") {
  const TemporaryDirectory directory;
  const Words command = {"compare", small_network(directory), "--layer", "dw", "--hardware", "b16-bus64", "--mapping",
                         "diagonal"};
  const std::string text = joined(run_on_terminal(command, 80).lines);
  CHECK_THAT(text, Contains("columns left out: ") && Contains("ALU cycles") && Contains("--wide shows all"));
  CHECK_THAT(text, Contains("\ndiagonal ") && Contains("  yes\n"));
  CHECK_THAT(joined(run_on_terminal(command, 200).lines), !Contains("left out"));
}

TEST_CASE("COLUMNS stands in for a terminal, where it is a width", "[app]") {
  const TemporaryDirectory directory;
  const Words command = {"compare", small_network(directory), "--layer", "dw", "--hardware", "b16-bus64", "--mapping",
                         "diagonal"};
  const std::string whole = run_vtasim(command, {"COLUMNS="}).out;
  const std::string narrow = run_vtasim(command, {"COLUMNS=60"}).out;
  for (const std::string& line : lines_of(narrow)) CHECK(line.size() <= 60);
  CHECK_THAT(narrow, Contains("left out"));
  for (const char* columns : {"COLUMNS=x", "COLUMNS=60x", "COLUMNS=19", "COLUMNS=-60", "COLUMNS=10000"}) {
    INFO(columns);
    CHECK(run_vtasim(command, {columns}).out == whole);
  }
  CHECK(joined(run_on_terminal(command, 60, {"COLUMNS=200"}).lines) == narrow);
  Words wide = command;
  wide.emplace_back("--wide");
  CHECK(run_vtasim(wide, {"COLUMNS=60"}).out == whole);
}

TEST_CASE("rows are printed as they come, in columns that line up", "[app]") {
  const TemporaryDirectory directory;
  // The reference convolution of the second takes seconds.
  write_text(directory / "net.json", R"({"layers": [
    {"name": "first", "input": [1, 16, 8, 8], "multiplier": 1, "kernel": 3, "padding": 1},
    {"name": "second", "input": [8, 256, 224, 224], "multiplier": 1, "kernel": 3, "padding": 1},
    {"name": "third", "input": [1, 16, 8, 8], "out_channels": 16, "kernel": 1}]})");
  const auto first_row = [&](const Words& command) {
    const RunningProgram program(command, directory / "out");
    for (int tries = 0; tries < 3000; ++tries) {
      const std::string text = read_whole_file(directory / "out");
      if (text.find("\n", text.find("\nfirst") + 1) != std::string::npos && text.find("\nfirst") != std::string::npos) {
        CHECK_FALSE(is_gone(program.pid()));
        return text;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return std::string("no row came");
  };
  const std::string net = directory / "net.json";
  const std::string text = first_row({"compare", net, "--hardware", "b16-bus64", "--mapping", "diagonal"});
  CHECK_THAT(text, Contains("\nfirst   diagonal  ") && !Contains("second"));

  write_text(directory / "net.json", R"({"layers": [
    {"name": "first", "input": [1, 16, 8, 8], "multiplier": 1, "kernel": 1},
    {"name": "pw", "input": [1, 16, 8, 8], "out_channels": 16, "kernel": 1},
    {"name": "dw", "input": [8, 256, 112, 112], "multiplier": 1, "kernel": 3, "padding": 1},
    {"name": "pw2", "input": [8, 256, 112, 112], "out_channels": 256, "kernel": 1}]})");
  CHECK_THAT(first_row({"fuse", net, "--hardware", "b16-bus64", "--mapping", "diagonal"}), Contains("\nfirst+pw  "));
}

TEST_CASE("totals follow the rows of a network", "[app]") {
  const TemporaryDirectory directory;
  const Words command = {
      "compare", small_network(directory), "--hardware", "b16-bus64,b16-bus512", "--mapping", "auto,im2col",
      "--json",  directory / "out.json"};
  const Outcome outcome = run_vtasim(command);
  CHECK(outcome.status == 1);  // im2col does not take the pointwise layer.
  const nlohmann::json json = nlohmann::json::parse(read_whole_file(directory / "out.json"));
  const auto sum = [&](const std::string& hardware, const std::string& key, bool im2col) {
    std::int64_t total = 0;
    for (const nlohmann::json& row : json["rows"]) {
      if (row["hardware"] != hardware || (row["asked_for"] == "im2col") != im2col) continue;
      total += row.value(key, std::int64_t{0});
    }
    return total;
  };
  REQUIRE(json["totals"].size() == 6);
  for (std::size_t i = 0; i < 6; ++i) {
    const nlohmann::json& total = json["totals"][i];
    const std::string hardware = i < 3 ? "b16-bus64" : "b16-bus512";
    CHECK(total["hardware"] == hardware);
    CHECK(total["mapping"] == std::vector<std::string>{"auto", "im2col", "fastest"}[i % 3]);
    CHECK(total["layers"] == (i % 3 == 1 ? 2 : 3));
    CHECK(total["of_layers"] == 3);
    // auto is the fastest of each layer.
    for (const char* key : {"cycles", "bound", "read_bytes", "written_bytes", "packed_bytes", "alu_cycles"}) {
      CHECK(total[key] == sum(hardware, key, i % 3 == 1));
    }
  }
  const auto lines = lines_of(outcome.out);
  const auto rows_end = std::find(lines.begin(), lines.end(), "");
  REQUIRE(rows_end - lines.begin() == 3 + 10 + 1 + 6);
  CHECK_THAT(*(rows_end - 6), Contains("all 3 ") && Contains(" b16-bus64 ") && Contains(" auto "));
  CHECK_THAT(*(rows_end - 5), Contains("2 of 3 ") && Contains(" im2col "));
  CHECK_THAT(*(rows_end - 1), Contains("all 3 ") && Contains(" b16-bus512 ") && Contains(" fastest "));
}

TEST_CASE("progress is cut to the terminal's width and leaves nothing behind", "[app]") {
  const TemporaryDirectory directory;
  write_text(directory / "net.json", R"({"layers": [
    {"name": "a-layer-whose-name-is-as-long-as-a-narrow-terminal-is-wide", "input": [1, 64, 28, 28], "multiplier": 1,
     "kernel": 3, "padding": 1, "bias": true},
    {"name": "dw", "input": [1, 32, 14, 14], "multiplier": 1, "kernel": 3, "padding": 1, "bias": true}]})");
  Words command = {
      "compare", directory / "net.json", "--hardware", "b16-bus64", "--mapping", "auto", "--search", "full", "-j", "1"};
  for (const std::size_t width : {40U, 80U}) {
    // Every step, however fast the machine is.
    const TerminalOutcome outcome = run_on_terminal(command, width, {"VTASIM_PROGRESS=always"});
    CHECK(outcome.status == 0);
    CHECK(outcome.erased > 2);
    CHECK(outcome.widest <= width);
    const std::size_t cut = outcome.bytes.find("...\r\x1b[K");
    REQUIRE(cut != std::string::npos);
    CHECK(cut + 3 - outcome.bytes.rfind("\x1b[K", cut) - 3 == width - 1);
    CHECK_THAT(joined(outcome.lines), !Contains("simulated") && !Contains("layer 1 of"));
  }
  for (const std::vector<std::string>& none : {std::vector<std::string>{"TERM=dumb", "VTASIM_PROGRESS=always"},
                                               std::vector<std::string>{"VTASIM_PROGRESS=never"}}) {
    const TerminalOutcome outcome = run_on_terminal(command, 80, none);
    CHECK(outcome.erased == 0);
    CHECK_THAT(outcome.bytes, !Contains("simulated"));
  }
  // In processes it says what is waited for.
  command.back() = "2";
  const TerminalOutcome outcome = run_on_terminal(command, 140, {"VTASIM_PROGRESS=always"});
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.bytes,
             Contains("layer 1 of 2: a-layer-whose-name-is-as-long-as-a-narrow-terminal-is-wide, auto on "
                      "b16-bus64: 0 of 2 searches done"));
  CHECK_THAT(joined(outcome.lines), !Contains("searches done"));
}

}  // namespace vtasim
