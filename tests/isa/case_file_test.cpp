#include "isa/case_file.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "isa/base/error.h"
#include "isa/base/files.h"
#include "isa/base/hash.h"
#include "isa/program.h"
#include "tests/support/temporary_directory.h"

namespace vtasim::isa {
namespace {

using namespace std::string_literals;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;

nlohmann::json parse_line(const std::string& line) { return nlohmann::json::parse(line); }

/// A legal line: one instruction at address 64, a region of 4 bytes, an output of 3, and a run.
nlohmann::json legal() {
  return parse_line(R"({"name":"a","config":"b16-bus64","insn_addr":64,"insn_count":1,"dram_bytes":128,
    "regions":[[64,16,0],[0,4,16]],"outputs":[[4,3,20]],
    "rtl":{"finished":true,"cycles":25,"read_bursts":1,"read_beats":2,"write_bursts":3,"write_beats":4,
           "load":[],"compute":[[23,25,26]],"store":[[5,-1,-1]]}})");
}

/// A directory with s.jsonl, which holds a legal line and then `json`, and s.bin of 23 bytes.
class Suite {
 public:
  explicit Suite(const nlohmann::json& json) : Suite(json.dump()) {}
  explicit Suite(const std::string& line) {
    std::ofstream(jsonl()) << legal().dump() << "\n" << line << "\n";
    std::ofstream bin(directory_ / "s.bin");
    for (char c = 0; c < 23; ++c) bin << c;
  }
  std::filesystem::path jsonl() const { return directory_ / "s.jsonl"; }
  std::filesystem::path bin() const { return directory_ / "s.bin"; }
  std::vector<Case> read() const { return read_cases(jsonl()); }
  std::string where() const { return jsonl().string() + ":2: case \"a\": "; }

 private:
  TemporaryDirectory directory_;
};

Suite changed(const char* key, const nlohmann::json& value) {
  nlohmann::json json = legal();
  json[key] = value;
  return Suite(json);
}

Suite changed_run(const char* key, const nlohmann::json& value) {
  nlohmann::json json = legal();
  json["rtl"][key] = value;
  return Suite(json);
}

TEST_CASE("A case file is read into programs, outputs and runs") {
  nlohmann::json bare = legal();
  bare.erase("outputs");
  bare.erase("rtl");
  const std::vector<Case> cases = Suite(bare).read();
  REQUIRE(cases.size() == 2);
  const Case& full = cases[0];
  CHECK(full.program.name == "a");
  CHECK(full.program.config == "b16-bus64");
  CHECK(full.program.insn_addr == 64);
  CHECK(full.program.insn_count == 1);
  CHECK(full.program.dram_bytes == 128);
  REQUIRE(full.program.regions.size() == 2);
  CHECK(full.program.regions[0].bytes.size() == 16);
  CHECK(full.program.regions[1].address == 0);
  CHECK(full.program.regions[1].bytes == std::vector<std::uint8_t>{16, 17, 18, 19});
  CHECK(full.has_outputs);
  REQUIRE(full.outputs.size() == 1);
  CHECK(full.outputs[0].address == 4);
  CHECK(full.outputs[0].bytes == std::vector<std::uint8_t>{20, 21, 22});
  REQUIRE(full.rtl);
  CHECK(full.rtl->finished);
  CHECK_FALSE(full.rtl->assertion);
  CHECK(full.rtl->cycles == 25);
  CHECK(full.rtl->read_bursts == 1);
  CHECK(full.rtl->read_beats == 2);
  CHECK(full.rtl->write_bursts == 3);
  CHECK(full.rtl->write_beats == 4);
  CHECK(full.rtl->timing[0].empty());
  CHECK(full.rtl->timing[1] == std::vector<InsnTiming>{{23, 25, 26}});
  CHECK(full.rtl->timing[2] == std::vector<InsnTiming>{{5, -1, -1}});
  CHECK_FALSE(cases[1].has_outputs);
  CHECK_FALSE(cases[1].rtl);
}

TEST_CASE("Wrong types in a case name file, line, case and field") {
  CHECK_THROWS_WITH(changed("insn_addr", "64").read(),
                    Contains("s.jsonl:2: case \"a\": insn_addr is \"64\"; it must be an integer"));
  CHECK_THROWS_WITH(changed("name", 5).read(), Contains("s.jsonl:2: name is 5; it must be a string"));
  CHECK_THROWS_WITH(changed("config", nullptr).read(), Contains("config is null; it must be a string"));
  CHECK_THROWS_WITH(changed("regions", 1).read(), Contains("regions is 1; it must be an array"));
  CHECK_THROWS_WITH(changed("regions", {{1, 2}}).read(),
                    Contains("regions[0] is [1,2]; it must be [address, bytes, offset"));
  CHECK_THROWS_WITH(changed("outputs", {{0, 1, 0}, {0, 1.5, 0}}).read(),
                    Contains("outputs[1]: bytes is 1.5; it must be an integer"));
  CHECK_THROWS_WITH(changed("rtl", 7).read(), Contains("case \"a\": rtl: 7 is not a JSON object"));
  CHECK_THROWS_WITH(changed_run("finished", 1).read(), Contains("rtl: finished is 1; it must be true or false"));
  CHECK_THROWS_WITH(changed_run("cycles", -1).read(), Contains("rtl: cycles is -1; legal are 0 and more"));
  CHECK_THROWS_WITH(changed_run("store", {{1, 2}}).read(),
                    Contains("rtl: store[0] is [1,2]; it must be [dispatch, start, end]"));
  CHECK_THROWS_WITH(changed_run("compute", {{1, 2, -2}}).read(),
                    Contains("rtl: compute[0] is -2; legal are -1 and more"));
  CHECK_THROWS_WITH(Suite(std::string("[1]")).read(), Contains("s.jsonl:2: [1] is not a JSON object"));
  CHECK_THROWS_WITH(Suite(std::string("{\"name\": }")).read(), Contains("s.jsonl:2: column 10: syntax error"));
}

TEST_CASE("Missing and unknown keys of a case are errors") {
  for (const char* key : {"name", "config", "insn_addr", "insn_count", "dram_bytes", "regions"}) {
    nlohmann::json json = legal();
    json.erase(key);
    CHECK_THROWS_WITH(Suite(json).read(), Contains(std::string(key) + " is missing"));
  }
  nlohmann::json json = legal();
  json["rtl"].erase("load");
  CHECK_THROWS_WITH(Suite(json).read(), Contains("rtl: load is missing"));
  CHECK_THROWS_WITH(changed("cycels", 1).read(),
                    Contains("case \"a\": unknown key \"cycels\"; known are name, config"));
  CHECK_THROWS_WITH(changed_run("cycels", 1).read(),
                    Contains("rtl: unknown key \"cycels\"; known are finished, assertion, cycles"));
}

TEST_CASE("Numbers of a case that do not fit together are errors") {
  CHECK_THROWS_WITH(changed("insn_count", 5).read(),
                    Contains("insn_count is 5; 80 bytes of them at insn_addr 64 reach past dram_bytes 128"));
  CHECK_NOTHROW(changed("insn_count", 4).read());
  CHECK_THROWS_WITH(changed("insn_count", 0).read(), Contains("insn_count is 0; legal are 1 to 4294967295"));
  CHECK_THROWS_WITH(changed("insn_count", 4294967296).read(), Contains("insn_count is 4294967296; legal are 1 to"));
  CHECK_THROWS_WITH(changed("insn_addr", 129).read(), Contains("insn_addr is 129; legal are 0 to 128"));
  CHECK_THROWS_WITH(changed("dram_bytes", 4294967297).read(),
                    Contains("dram_bytes is 4294967297; legal are 0 to 4294967296"));
  CHECK_THROWS_WITH(changed("regions", {{126, 3, 0}}).read(),
                    Contains("regions[0]: 3 bytes at address 126 reach past dram_bytes 128"));
  CHECK_NOTHROW(changed("regions", {{125, 3, 0}}).read());
  CHECK_THROWS_WITH(
      changed("regions", {{0, 4, 20}}).read(),
      Contains("regions[0]: 4 bytes at offset 20 reach past the end of") && Contains("s.bin, which has 23"));
  CHECK_NOTHROW(changed("regions", {{0, 3, 20}}).read());
  CHECK_THROWS_WITH(changed("regions", {{0, 0, 24}}).read(), Contains("at offset 24 reach past the end"));
  CHECK_THROWS_WITH(changed("regions", {{-1, 1, 0}}).read(), Contains("regions[0]: address is -1; legal are 0 to 128"));
}

TEST_CASE("A missing or truncated .bin is an error that names it") {
  const Suite suite(legal());
  CHECK_NOTHROW(suite.read());
  std::filesystem::resize_file(suite.bin(), 22);
  CHECK_THROWS_WITH(suite.read(),
                    Contains("s.jsonl:1: case \"a\": outputs[0]: 3 bytes at offset 20") && Contains("which has 22"));
  std::filesystem::remove(suite.bin());
  CHECK_THROWS_WITH(suite.read(), Equals(suite.bin().string() + ": no such file"));
  CHECK_THROWS_WITH(read_cases("nowhere.jsonl"), Equals("nowhere.jsonl: no such file"));
  CHECK_THROWS_WITH(read_cases(suite.bin()), Contains("name must end in .jsonl"));
}

TEST_CASE("What is written reads the same") {
  Case first;
  first.program = {"first", "b16-bus64", 8, 2, 1000, {{0, {1, 2, 3}}, {500, {}}}};
  Case second = first;
  second.program.name = "second \"quoted\"";
  second.has_outputs = true;
  second.outputs = {{7, {9, 8}}};
  second.rtl.emplace();
  second.rtl->assertion = true;
  second.rtl->timing[2] = {{1, 2, -1}};
  Case third = first;
  third.has_outputs = true;
  third.rtl.emplace();
  third.rtl->finished = true;
  third.rtl->cycles = 1;
  third.rtl->read_bursts = 2;
  third.rtl->read_beats = 3;
  third.rtl->write_bursts = 4;
  third.rtl->write_beats = 0;

  const TemporaryDirectory directory;
  write_cases(directory / "s.jsonl", {first, second, third});
  const std::vector<Case> cases = read_cases(directory / "s.jsonl");
  REQUIRE(cases.size() == 3);
  CHECK(cases[0].program.regions[0].bytes == std::vector<std::uint8_t>{1, 2, 3});
  CHECK(cases[0].program.regions[1].address == 500);
  CHECK_FALSE(cases[0].has_outputs);
  CHECK_FALSE(cases[0].rtl);
  CHECK(cases[1].program.name == second.program.name);
  CHECK(cases[1].outputs[0].bytes == std::vector<std::uint8_t>{9, 8});
  CHECK(cases[1].rtl->assertion);
  CHECK_FALSE(cases[1].rtl->finished);
  CHECK(cases[1].rtl->cycles == -1);
  CHECK(cases[1].rtl->timing[2] == second.rtl->timing[2]);
  CHECK(cases[2].has_outputs);
  CHECK(cases[2].outputs.empty());
  CHECK(cases[2].rtl->cycles == 1);
  CHECK(cases[2].rtl->write_beats == 0);
}

/// The lines of a case file without the places of the bytes, which a writer is free to choose, and without their hash,
/// which recordings do not have.
std::string without_offsets(const std::filesystem::path& jsonl) {
  std::ifstream stream(jsonl);
  std::string text;
  for (std::string line; std::getline(stream, line);) {
    auto json = nlohmann::ordered_json::parse(line);
    for (const char* key : {"regions", "outputs"}) {
      if (!json.contains(key)) continue;
      for (auto& region : json[key]) region.erase(2);
    }
    json.erase("hash");
    text += json.dump() + "\n";
  }
  return text;
}

void require_same_bytes(const std::vector<Region>& a, const std::vector<Region>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) REQUIRE((a[i].bytes == b[i].bytes));
}

TEST_CASE("The recorded suites are written as they were read") {
  for (const char* config : {"b16-bus64", "b16-bus64-burst16", "b16-bus128", "b16-bus256", "b16-bus512", "b32-bus64"}) {
    for (const char* suite : {"micro", "streams", "deep", "layers", "broken"}) {
      const auto original = std::filesystem::path(VTASIM_TESTS) / "golden" / config / (std::string(suite) + ".jsonl");
      INFO(original.string());
      const TemporaryDirectory directory;
      const std::vector<Case> cases = read_cases(original);
      write_cases(directory / "s.jsonl", cases);
      CHECK((without_offsets(directory / "s.jsonl") == without_offsets(original)));
      const std::vector<Case> again = read_cases(directory / "s.jsonl");
      REQUIRE(again.size() == cases.size());
      for (std::size_t i = 0; i < cases.size(); ++i) {
        require_same_bytes(again[i].program.regions, cases[i].program.regions);
        require_same_bytes(again[i].outputs, cases[i].outputs);
      }
    }
  }
}

Case small_case(std::uint8_t byte) {
  Case result;
  result.program = {"a", "b16-bus64", 0, 1, 128, {{0, std::vector<std::uint8_t>(16, byte)}}};
  result.has_outputs = true;
  result.outputs = {{64, {byte}}};
  return result;
}

TEST_CASE("A case is refused with the bytes of another") {
  const TemporaryDirectory directory;
  write_cases(directory / "a.jsonl", {small_case(1), small_case(2)});
  write_cases(directory / "b.jsonl", {small_case(1), small_case(3)});
  CHECK(read_cases(directory / "a.jsonl").size() == 2);
  // What is left of two writes, where the second was killed half-way; whichever of the two files it had done.
  for (const auto& [lines, bytes] : {std::pair{"a", "b"}, std::pair{"b", "a"}}) {
    std::filesystem::copy(directory / (std::string(lines) + ".jsonl"), directory / "m.jsonl",
                          std::filesystem::copy_options::overwrite_existing);
    std::filesystem::copy(directory / (std::string(bytes) + ".bin"), directory / "m.bin",
                          std::filesystem::copy_options::overwrite_existing);
    CHECK_THROWS_WITH(read_cases(directory / "m.jsonl"), Contains("m.jsonl:2: case \"a\": hash is \"") &&
                                                             Contains("but its bytes in") && Contains("m.bin have") &&
                                                             Contains("the two files were not written together"));
  }
  CHECK_THROWS_WITH(changed("hash", "0123456789abcdef").read(), Contains("case \"a\": hash is \"0123456789abcdef\""));
  CHECK_THROWS_WITH(changed("hash", 5).read(), Contains("hash is 5; it must be a string"));
  CHECK_NOTHROW(changed("hash", hash_of("\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17\20\21\22\23\24\25\26"s)).read());
}

TEST_CASE("A case has its configuration with it") {
  const HardwareConfig shipped = find_hardware_config("b16-bus512");
  Case item = small_case(1);
  item.program.config = "boards/mine";
  item.hardware = shipped;
  const TemporaryDirectory directory;
  write_cases(directory / "a.jsonl", {item, small_case(2)});
  const std::vector<Case> cases = read_cases(directory / "a.jsonl");
  REQUIRE(cases[0].hardware);
  CHECK(cases[0].hardware->name == "boards/mine");
  CHECK(file_json(*cases[0].hardware) == file_json(shipped));
  CHECK_FALSE(cases[1].hardware);

  nlohmann::json hardware = file_json(shipped);
  CHECK_NOTHROW(changed("hardware", hardware).read());
  hardware["shell"]["bus_bits"] = 96;
  CHECK_THROWS_WITH(changed("hardware", hardware).read(), Contains("s.jsonl:2: case \"a\": hardware: shell: bus_bits"));
  CHECK_THROWS_WITH(changed("hardware", "b16-bus64").read(), Contains("hardware: \"b16-bus64\" is not a JSON object"));
}

TEST_CASE("A configuration is read from what is written of it") {
  for (const std::string& name : hardware_config_names()) {
    const HardwareConfig config = find_hardware_config(name);
    CHECK(to_json(parse_hardware_config(file_json(config), name)) == to_json(config));
  }
}

TEST_CASE("A file without a case says so") {
  const TemporaryDirectory directory;
  std::ofstream(directory / "s.jsonl") << "";
  CHECK_THROWS_WITH(read_cases(directory / "s.jsonl"), Contains("s.jsonl: has no cases: it is empty"));
  std::ofstream(directory / "s.jsonl") << "\n \r\n";
  CHECK_THROWS_WITH(read_cases(directory / "s.jsonl"), Contains("s.jsonl: has no cases: all lines are blank"));
}

TEST_CASE("Names that no terminal and no file takes are refused") {
  CHECK_THROWS_WITH(changed("name", "\x1b[31m").read(),
                    Contains("s.jsonl:2: name is \"\\u001b[31m\"; a name has 1 to 1000 bytes, none of them a control"));
  CHECK_THROWS_WITH(changed("name", std::string(1001, 'n')).read(), Contains("... of 1001 bytes; a name has"));
  CHECK_THROWS_WITH(changed("config", "").read(), Contains("config is empty; a name has 1 to"));
  CHECK_NOTHROW(changed("name", std::string(1000, 'n')).read());
}

TEST_CASE("Nothing is left where case files cannot be written") {
  const TemporaryDirectory directory;
  const auto in_nowhere = directory.path() / "missing" / "s.jsonl";
  CHECK_THROWS_WITH(write_cases(in_nowhere, {}), Contains("cannot be written"));
  std::filesystem::create_directory(directory / "s.jsonl");
  CHECK_THROWS_WITH(write_cases(directory / "s.jsonl", {}), Contains("s.jsonl: cannot be written: is a directory"));
  CHECK_FALSE(std::filesystem::exists(directory / "s.bin"));
  CHECK_THROWS_WITH(write_cases(directory / "s.txt", {}), Contains("name must end in .jsonl"));
}

}  // namespace
}  // namespace vtasim::isa
