#include <sys/stat.h>
#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "compare_bad.h"
#include "isa/base/files.h"
#include "isa/case_file.h"
#include "matchers.h"
#include "program.h"
#include "sample_files.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

constexpr int kBadInput = 2;

}  // namespace

TEST_CASE("deeply nested JSON is refused in every kind of file, also as a value of the wrong type", "[app]") {
  const TemporaryDirectory directory;
  constexpr std::size_t kLevels = 100'000;
  const std::string deep = std::string(kLevels, '[') + std::string(kLevels, ']');
  const std::string member = "{\"name\": " + deep + "}";
  const std::string file = directory / "file.json";
  write_text(directory / "file.bin", "");
  for (const std::string& text : {deep, std::string(kLevels, '['), member}) {
    for (const char* name : {"file.json", "file.jsonl", "file.baseline.json"}) {
      write_text(directory / name, text);
    }
    const auto refused = [](const std::string& name) {
      return FailedWith(kBadInput, name + ":1: arrays and objects are nested deeper than 64 levels");
    };
    CHECK_THAT(run_vtasim({"compare", file, "--hardware", "b16-bus64"}), refused(file));
    CHECK_THAT(run_vtasim({"compare", "depthwise-small", "--hardware", file}), refused(file));
    CHECK_THAT(run_vtasim({"compare", "depthwise-small", "--hardware", "b16-bus64", "--host", file}), refused(file));
    CHECK_THAT(run_vtasim({"check", file}), refused(file));
    CHECK_THAT(run_vtasim({"replay", directory / "file.jsonl"}), refused(directory / "file.jsonl"));
    CHECK_THAT(run_vtasim({"disasm", directory / "file.jsonl"}), refused(directory / "file.jsonl"));
    write_text(directory / "suite.json", R"({"entries": [{"layer": "depthwise-small", "hardware": "b16-bus64"}]})");
    CHECK_THAT(run_vtasim({"check", directory / "suite.json", "--baseline", directory / "file.baseline.json"}),
               refused(directory / "file.baseline.json"));
  }
}

TEST_CASE("a number that no computer holds is an error like others", "[app]") {
  const TemporaryDirectory directory;
  write_text(directory / "layer.json", R"({"input": [1, 16, 8, 1e400], "multiplier": 1, "kernel": 3})");
  CHECK_THAT(run_vtasim({"compare", directory / "layer.json", "--hardware", "b16-bus64"}),
             FailedWith(kBadInput, "layer.json:1: column 26: number overflow parsing '1e400'"));
}

TEST_CASE("pipes and devices are files like others, as far as they can be", "[app]") {
  const TemporaryDirectory directory;
  CHECK_THAT(run_vtasim({"compare", "/dev/null", "--hardware", "b16-bus64"}),
             FailedWith(kBadInput, "/dev/null:1: column 1: syntax error"));
  CHECK_THAT(run_vtasim({"hardware", "/dev/null"}), FailedWith(kBadInput, "/dev/null:1: column 1: syntax error"));
  CHECK_THAT(run_vtasim({"disasm", "--raw", "/dev/null"}), FailedWith(kBadInput, "/dev/null: has no instructions"));
  REQUIRE(mkfifo((directory / "pipe").c_str(), 0600) == 0);
  std::thread writer([&] { write_text(directory / "pipe", small_layer().dump()); });
  const Outcome outcome =
      run_vtasim({"compare", directory / "pipe", "--hardware", "b16-bus64", "--mapping", "diagonal"});
  writer.join();
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
}

TEST_CASE("names that cannot be shown or are too long are refused before the work", "[app]") {
  const TemporaryDirectory directory;
  nlohmann::json layer = small_layer();
  for (const std::string& name : {std::string(300, 'n'), std::string("\x1b[31mred"), std::string("two\nlines")}) {
    layer["name"] = name;
    CHECK_THAT(compare_bad(directory, pynq(), layer), FailedWith(kBadInput, "layer.json: name is "));
    CHECK_THAT(compare_bad(directory, pynq(), {{"name", name}, {"layers", nlohmann::json::array({small_layer()})}}),
               FailedWith(kBadInput, "a name has 1 to 100 bytes, none of them a control character"));
    CHECK_THAT(compare_bad(directory, pynq(), {{"layers", nlohmann::json::array({layer})}}),
               FailedWith(kBadInput, "a name has 1 to 100 bytes, none of them a control character"));
  }
  layer["name"] = std::string(300, 'n');
  CHECK_THAT(compare_bad(directory, pynq(), layer), FailedWith(kBadInput, "of 300 bytes"));
}

TEST_CASE("names of files may be anything, and do nothing to a terminal", "[app]") {
  const TemporaryDirectory directory;
  nlohmann::json layer = small_layer();
  layer.erase("name");
  for (const std::string& stem : {std::string("\xff\xfe"), std::string("\x1b[31mred"), std::string("two\nlines")}) {
    write_text(directory / (stem + ".json"), layer.dump());
    write_text(directory / (stem + "-hw.json"), pynq().dump());
    const Outcome outcome =
        run_vtasim({"compare", directory / (stem + ".json"), "--hardware",
                    (directory / (stem + "-hw.json")).string() + ",b16-bus64", "--mapping", "diagonal", "--json",
                    directory / "out.json", "--emit", directory / "programs"});
    CHECK(outcome.status == 0);
    CHECK(outcome.out.find_first_of("\x1b\xff") == std::string::npos);
    CHECK(nlohmann::json::parse(read_whole_file(directory / "out.json"))["rows"].size() == 2);
    const Outcome missing = run_vtasim({"compare", "no/" + stem + ".json", "--hardware", "b16-bus64"});
    CHECK_THAT(missing, FailedWith(kBadInput, "no such file"));
    CHECK(missing.err.find_first_of("\x1b\xff") == std::string::npos);
    write_raw_case(directory / "case.jsonl", finish_case(), finish_bytes());
    std::filesystem::rename(directory / "case.jsonl", directory / (stem + ".jsonl"));
    std::filesystem::rename(directory / "case.bin", directory / (stem + ".bin"));
    const Outcome replayed =
        run_vtasim({"replay", directory / (stem + ".jsonl"), "--results", directory / "got.jsonl"});
    CHECK(replayed.status == 0);
    CHECK(replayed.out.find_first_of("\x1b\xff") == std::string::npos);
  }
}

TEST_CASE("what cannot be printed is a failure that is said", "[app]") {
  const TemporaryDirectory directory;
  write_cases(directory / "cases.jsonl", few_cases());
  std::vector<isa::Case> wrong = few_cases();
  wrong[0].rtl->cycles += 1;
  write_cases(directory / "wrong.jsonl", wrong);
  const std::string err = directory / "err";
  for (const std::string& words :
       {std::string("--help"), std::string("--version"), std::string("hardware"), std::string("compare --help"),
        "replay " + (directory / "cases.jsonl").string(), "replay " + (directory / "wrong.jsonl").string(),
        "disasm " + (directory / "cases.jsonl").string(),
        std::string("disasm " VTASIM_TESTS "/golden/b16-bus64/layers.jsonl")}) {
    INFO(words);
    for (const char* to : {" > /dev/full", " >&-"}) {
      Outcome outcome;
      const int status = std::system((VTASIM_PROGRAM " " + words + to + " 2> " + err).c_str());
      if (WIFEXITED(status)) outcome.status = WEXITSTATUS(status);
      outcome.err = read_whole_file(err);
      CHECK_THAT(outcome, FailedWith(kBadInput, "standard output cannot be written: "));
    }
  }
}

/// How a shell starts the program with so many megabytes of memory at most.
std::string limited_to(int megabytes) {
#if defined(__SANITIZE_ADDRESS__)  // Which reserves terabytes of addresses; shadow and freed memory count too.
  return "ASAN_OPTIONS=quarantine_size_mb=1:hard_rss_limit_mb=" + std::to_string(2 * megabytes) +
         " " VTASIM_PROGRAM " ";
#else
  return "ulimit -v " + std::to_string(1000 * megabytes) + "; " VTASIM_PROGRAM " ";
#endif
}

TEST_CASE("a listing takes no memory but the program's, and a lack of memory is said", "[app]") {
  const TemporaryDirectory directory;
  constexpr std::size_t kCount = std::size_t{1} << 20;  // 16 MiB, and more than 100 of text.
  std::string bytes;
  for (std::size_t i = 0; i < kCount; ++i) bytes += finish_bytes();
  nlohmann::json line = finish_case();
  line["insn_count"] = kCount;
  line["insn_addr"] = 0;
  line["dram_bytes"] = bytes.size();
  line["regions"] = {{0, bytes.size(), 0}};
  write_raw_case(directory / "case.jsonl", line, bytes);
  for (const std::string& words : {"--raw " + (directory / "case.bin").string(), (directory / "case.jsonl").string(),
                                   "--uops " + (directory / "case.jsonl").string()}) {
    INFO(words);
    CHECK(std::system((limited_to(130) + "disasm " + words + " > /dev/null").c_str()) == 0);
  }

#if !defined(__SANITIZE_ADDRESS__)  // Where it is out of memory it ends the program itself.
  line = finish_case();
  line["dram_bytes"] = std::int64_t{1} << 32;
  write_raw_case(directory / "case.jsonl", line, finish_bytes());
  const std::string words = limited_to(2000) + "replay " + (directory / "case.jsonl").string() + " > /dev/null 2> " +
                            (directory / "err").string();
  CHECK(WEXITSTATUS(std::system(words.c_str())) == kBadInput);
  CHECK_THAT(
      read_whole_file(directory / "err"),
      Catch::Matchers::Contains("finish: there is not enough memory for its dram_bytes 4294967296 and insn_count 1"));
#endif
}

}  // namespace vtasim
