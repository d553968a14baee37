#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "compare_bad.h"
#include "isa/base/files.h"
#include "isa/case_file.h"
#include "isa/encoding.h"
#include "matchers.h"
#include "program.h"
#include "sample_files.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {
namespace {

constexpr int kDisagrees = 1;
constexpr int kBadInput = 2;

/// Replays the only case of a file, and sees that nothing is written for it.
Outcome replay_bad(const TemporaryDirectory& directory, const nlohmann::json& line, const std::string& bytes) {
  const auto jsonl = directory / "case.jsonl";
  write_raw_case(jsonl, line, bytes);
  const Outcome outcome = run_vtasim({"replay", jsonl, "--results", directory / "got.jsonl"});
  CHECK_FALSE(std::filesystem::exists(directory / "got.jsonl"));
  CHECK_FALSE(std::filesystem::exists(directory / "got.bin"));
  return outcome;
}

}  // namespace

TEST_CASE("case files that cannot be read", "[app]") {
  const TemporaryDirectory directory;
  SECTION("no such file") {
    CHECK_THAT(run_vtasim({"replay", directory / "none.jsonl"}), FailedWith(kBadInput, "none.jsonl: no such file"));
    CHECK_THAT(run_vtasim({"disasm", directory / "none.jsonl"}), FailedWith(kBadInput, "none.jsonl: no such file"));
  }
  SECTION("missing .bin") {
    write_text(directory / "case.jsonl", finish_case().dump());
    CHECK_THAT(run_vtasim({"replay", directory / "case.jsonl"}), FailedWith(kBadInput, "case.bin: no such file"));
  }
  SECTION("truncated .bin") {
    CHECK_THAT(replay_bad(directory, finish_case(), finish_bytes().substr(1)), FailedWith(kBadInput, "case.bin"));
  }
  SECTION("not JSON") {
    write_text(directory / "case.jsonl", "{\"name\": ");
    write_text(directory / "case.bin", "");
    CHECK_THAT(run_vtasim({"replay", directory / "case.jsonl"}), FailedWith(kBadInput, "case.jsonl"));
  }
  SECTION("wrong type") {
    nlohmann::json line = finish_case();
    line["insn_count"] = "one";
    CHECK_THAT(replay_bad(directory, line, finish_bytes()), FailedWith(kBadInput, "insn_count"));
  }
  SECTION("unknown key") {
    nlohmann::json line = finish_case();
    line["color"] = "red";
    CHECK_THAT(replay_bad(directory, line, finish_bytes()), FailedWith(kBadInput, "color"));
  }
  SECTION("more instructions than the image holds") {
    nlohmann::json line = finish_case();
    line["insn_count"] = 10'000;
    CHECK_THAT(replay_bad(directory, line, finish_bytes()), FailedWith(kBadInput, "insn_count"));
  }
  SECTION("a region past the end of DRAM") {
    nlohmann::json line = finish_case();
    line["regions"][0][0] = 8191;
    CHECK_THAT(replay_bad(directory, line, finish_bytes()), FailedWith(kBadInput, "dram_bytes"));
  }
  SECTION("no case in the file") {
    write_text(directory / "case.jsonl", "");
    write_text(directory / "case.bin", "");
    CHECK_THAT(run_vtasim({"replay", directory / "case.jsonl"}),
               FailedWith(kBadInput, "case.jsonl: has no cases: it is empty"));
    CHECK_THAT(run_vtasim({"disasm", directory / "case.jsonl"}),
               FailedWith(kBadInput, "case.jsonl: has no cases: it is empty"));
    CHECK_THAT(run_vtasim({"disasm", "--raw", directory / "case.bin"}),
               FailedWith(kBadInput, "case.bin: has no instructions: it is empty"));
  }
}

TEST_CASE("programs that no machine can run", "[app]") {
  const TemporaryDirectory directory;
  SECTION("an address past the end of DRAM") {
    isa::Load load;
    load.buffer = static_cast<std::uint32_t>(isa::Buffer::inp);
    load.dram_base = 512;  // Of 16 bytes each: the first address past dram_bytes.
    load.x_size = load.x_stride = load.y_size = 1;
    const auto bytes = encode(load);
    nlohmann::json line = finish_case();
    line["insn_count"] = 2;
    line["regions"][0][1] = 32;
    CHECK_THAT(replay_bad(directory, line, std::string(bytes.begin(), bytes.end()) + finish_bytes()),
               FailedWith(kBadInput, "instruction 0"));
  }
  SECTION("an opcode that is none") {
    CHECK_THAT(replay_bad(directory, finish_case(), '\7' + finish_bytes().substr(1)),
               FailedWith(kBadInput, "instruction 0"));
  }
  SECTION("a configuration that nobody knows") {
    nlohmann::json line = finish_case();
    line["config"] = "b99";
    CHECK_THAT(replay_bad(directory, line, finish_bytes()), FailedWith(kBadInput, "b99"));
  }
}

TEST_CASE("programs that do not come to an end fail, and their results say why", "[app]") {
  const TemporaryDirectory directory;
  nlohmann::json line = finish_case();
  std::string bytes = finish_bytes();
  std::string reason;
  SECTION("an endless wait for a token") {
    bytes[0] = 3 | 1 << 3;  // FINISH that pops a token of load's.
    reason = "compute waits at instruction 0 for a token from load";
  }
  SECTION("no FINISH") {
    const auto nothing = encode(isa::Load{});
    bytes.assign(nothing.begin(), nothing.end());
    reason = "no FINISH";
  }
  write_raw_case(directory / "case.jsonl", line, bytes);
  const Outcome outcome = run_vtasim({"replay", directory / "case.jsonl", "--results", directory / "got.jsonl"});
  CHECK_THAT(outcome, FailedWith(kDisagrees, reason));
  const auto result = nlohmann::json::parse(read_whole_file(directory / "got.jsonl"));
  CHECK(result["finished"] == false);
  CHECK_THAT(result["problem"].get<std::string>(), Catch::Matchers::Contains(reason));
}

TEST_CASE("configurations that cannot be built", "[app]") {
  const TemporaryDirectory directory;
  nlohmann::json hardware = pynq();
  std::string what;
  SECTION("block 0") {
    hardware["LOG_BLOCK"] = -1;
    what = "LOG_BLOCK";
  }
  SECTION("absurd block") {
    hardware["LOG_BLOCK"] = 30;
    what = "LOG_BLOCK";
  }
  SECTION("absurd buffer") {
    hardware["LOG_WGT_BUFF_SIZE"] = 63;
    what = "LOG_WGT_BUFF_SIZE";
  }
  SECTION("buffer smaller than an element") {
    hardware["LOG_WGT_BUFF_SIZE"] = 0;
    what = "LOG_WGT_BUFF_SIZE";
  }
  SECTION("buffer that is no power of two") {
    hardware["LOG_INP_BUFF_SIZE"] = 14.5;
    what = "LOG_INP_BUFF_SIZE";
  }
  SECTION("bus too narrow") {
    hardware["shell"]["bus_bits"] = 32;
    what = "bus_bits";
  }
  SECTION("bus that is no power of two") {
    hardware["shell"]["bus_bits"] = 96;
    what = "bus_bits";
  }
  SECTION("unknown key") {
    hardware["LOG_BLOK"] = 4;
    what = "LOG_BLOK";
  }
  SECTION("wrong type") {
    hardware["shell"] = 64;
    what = "shell";
  }
  CHECK_THAT(compare_bad(directory, hardware, small_layer()), FailedWith(kBadInput, what));
  CHECK_THAT(run_vtasim({"hardware", directory / "hardware.json"}), FailedWith(kBadInput, what));
}

TEST_CASE("layers that are none", "[app]") {
  const TemporaryDirectory directory;
  nlohmann::json layer = small_layer();
  std::string what;
  SECTION("kernel larger than the padded input") {
    layer["kernel"] = 11;
    what = "kernel";
  }
  SECTION("stride 0") {
    layer["stride"] = 0;
    what = "stride";
  }
  SECTION("groups that do not divide the channels") {
    layer.erase("multiplier");
    layer["out_channels"] = 16;
    layer["groups"] = 3;
    what = "groups";
  }
  SECTION("unknown key") {
    layer["strides"] = 1;
    what = "strides";
  }
  SECTION("wrong type") {
    layer["input"] = 5;
    what = "input";
  }
  CHECK_THAT(compare_bad(directory, pynq(), layer), FailedWith(kBadInput, what));
}

TEST_CASE("outputs that cannot be written are known before the work starts", "[app]") {
  const TemporaryDirectory directory;
  write_cases(directory / "cases.jsonl", few_cases());
  write_text(directory / "layer.json", small_layer().dump());
  REQUIRE(mkfifo((directory / "pipe").c_str(), 0600) == 0);
  const std::string nowhere = directory / "missing" / "file";
  const std::vector<std::string> compare = {"compare", directory / "layer.json", "--hardware", "b16-bus64"};
  const auto with = [](std::vector<std::string> words, const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  const auto failed = [&](const std::vector<std::string>& words) {
    const Outcome outcome = run_vtasim(words);
    CHECK(outcome.out.empty());
    return outcome;
  };
  CHECK_THAT(failed({"replay", directory / "cases.jsonl", "--results", nowhere + ".jsonl"}),
             FailedWith(kBadInput, nowhere));
  CHECK_THAT(failed({"replay", directory / "cases.jsonl", "--results", directory / "got.json"}),
             FailedWith(kBadInput, ".jsonl"));
  CHECK_THAT(failed({"replay", directory / "cases.jsonl", "--results", directory / "cases.jsonl"}),
             FailedWith(kBadInput, "one of the files to replay"));
  CHECK_THAT(failed(with(compare, {"--json", nowhere})), FailedWith(kBadInput, nowhere));
  CHECK_THAT(failed(with(compare, {"--json", directory.path()})), FailedWith(kBadInput, directory.path()));
  CHECK_THAT(failed(with(compare, {"--json", directory / "pipe"})), FailedWith(kBadInput, "not a regular file"));
  CHECK_THAT(failed(with(compare, {"--emit", directory / "layer.json"})), FailedWith(kBadInput, "layer.json"));
  CHECK(std::distance(std::filesystem::directory_iterator(directory.path()), {}) == 4);
}

TEST_CASE("a key that is there twice is refused in every kind of file", "[app]") {
  const TemporaryDirectory directory;
  // The key once more at the end of the first object; on a line of its own, except in a case file.
  const auto twice = [&](const std::string& name, const std::string& text, const std::string& key,
                         const std::vector<std::string>& words) {
    const bool lines = name != "cases.jsonl";
    const std::size_t end = text.find('}');
    write_text(directory / name,
               text.substr(0, end) + (lines ? ",\n" : ", ") + "\"" + key + "\": 1" + text.substr(end) + "\n");
    CHECK_THAT(run_vtasim(words),
               FailedWith(kBadInput, name + (lines ? ":2" : ":1") + ": key \"" + key + "\" is there twice"));
  };
  nlohmann::json flat = pynq();
  flat.erase("shell");
  const std::string layer = R"({"name": "small", "input": [1, 16, 8, 8], "multiplier": 1, "kernel": 3})";
  const std::string host = R"({"cores": 1, "core_hz": 1, "multiply_adds_per_cycle": 1})";
  twice("layer.json", layer, "kernel", {"compare", directory / "layer.json", "--hardware", "b16-bus64"});
  twice("network.json", R"({"layers": [)" + layer + "]}", "input",
        {"compare", directory / "network.json", "--hardware", "b16-bus64"});
  twice("hardware.json", flat.dump(), "LOG_BLOCK",
        {"compare", "depthwise-small", "--hardware", directory / "hardware.json"});
  twice("host.json", host, "cores",
        {"compare", "depthwise-small", "--hardware", "b16-bus64", "--host", directory / "host.json"});
  twice("suite.json", R"({"entries": [{"layer": "depthwise-small", "hardware": "b16-bus64"}]})", "hardware",
        {"check", directory / "suite.json"});
  write_text(directory / "cases.bin", finish_bytes());
  twice("cases.jsonl", finish_case().dump(), "insn_count", {"replay", directory / "cases.jsonl"});
}

TEST_CASE("command lines that make no sense", "[app]") {
  CHECK_THAT(run_vtasim({}), FailedWith(kBadInput, "no command: "));
  CHECK_THAT(run_vtasim({"simulate"}), FailedWith(kBadInput, "simulate"));
  CHECK_THAT(run_vtasim({"replay"}), FailedWith(kBadInput, "CASES.jsonl"));
  CHECK_THAT(run_vtasim({"compare", "mobilenet-v1-dw1"}), FailedWith(kBadInput, "--hardware"));
  CHECK_THAT(run_vtasim({"compare", "mobilenet-v1-dw1", "--hardware", "b16-bus64", "--mapping", "folded"}),
             FailedWith(kBadInput, "folded is not known; known are diagonal, swapped"));
  CHECK_THAT(run_vtasim({"compare", "mobilenet-v1-dw1", "--hardware", "b16-bus64,b16-bus64"}),
             FailedWith(kBadInput, "b16-bus64 is named twice"));
  CHECK_THAT(run_vtasim({"compare", "mobilenet-v1-dw1", "--hardware", "b16-bus64", "--seed", "-1"}),
             FailedWith(kBadInput, "--seed: \"-1\" is no seed; legal are 0 to 18446744073709551615"));
  for (const char* seed : {"18446744073709551616", "1.5", "0x10", ""}) {
    CHECK_THAT(run_vtasim({"explain", "depthwise-small", "--hardware", "b16-bus64", "--seed", seed}),
               FailedWith(kBadInput, "legal are 0 to 18446744073709551615"));
  }
  CHECK_THAT(run_vtasim({"compare", "no-such-layer", "--hardware", "b16-bus64"}),
             FailedWith(kBadInput, "no-such-layer"));
  CHECK_THAT(run_vtasim({"hardware", "b99"}), FailedWith(kBadInput, "b99"));
  CHECK_THAT(run_vtasim({"disasm", VTASIM_TESTS "/golden/b16-bus64/micro.jsonl", "--case", "no-such-case"}),
             FailedWith(kBadInput, "no-such-case"));
}

}  // namespace vtasim
