#include "isa/hardware_config.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "configs.h"
#include "isa/base/error.h"
#include "tests/support/temporary_directory.h"

namespace vtasim::isa {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::Equals;

HardwareConfig parse(const nlohmann::json& json) { return parse_hardware_config(json, "dir/c.json"); }

nlohmann::json with(const char* key, nlohmann::json value) {
  nlohmann::json json = config_json();
  json[key] = std::move(value);
  return json;
}

nlohmann::json with_shell(const char* key, nlohmann::json value) {
  nlohmann::json json = config_json();
  json["shell"][key] = std::move(value);
  return json;
}

TEST_CASE("A file of TVM's own loads unchanged, with the shell of the Pynq") {
  const TemporaryDirectory directory;
  // As the project distributes it, spaces and all.
  std::ofstream(directory / "vta_config.json") << R"({
  "TARGET" : "sim",
  "HW_VER" : "0.0.2",
  "LOG_INP_WIDTH" : 3,
  "LOG_WGT_WIDTH" : 3,
  "LOG_ACC_WIDTH" : 5,
  "LOG_BATCH" : 0,
  "LOG_BLOCK" : 4,
  "LOG_UOP_BUFF_SIZE" : 15,
  "LOG_INP_BUFF_SIZE" : 15,
  "LOG_WGT_BUFF_SIZE" : 18,
  "LOG_ACC_BUFF_SIZE" : 17
}
)";
  const HardwareConfig config = load_hardware_config(directory / "vta_config.json");
  CHECK(config.name == "vta_config");
  CHECK(config.target == "sim");
  CHECK(config.hw_ver == "0.0.2");
  CHECK(config.block == 16);
  CHECK(config.bus_bits == 64);
  CHECK(config.bus_bytes == 8);
  CHECK(config.max_burst_beats == 256);
  CHECK(config.memory_delay == 16);
  CHECK(config.queue_depth == 512);
  CHECK(config.depth(Buffer::uop) == 8192);
  CHECK(config.depth(Buffer::inp) == 2048);
  CHECK(config.depth(Buffer::wgt) == 1024);
  CHECK(config.depth(Buffer::acc) == 2048);
  CHECK(config.depth(Buffer::out) == 2048);
  CHECK(config.element_bytes(Buffer::uop) == 4);
  CHECK(config.element_bytes(Buffer::inp) == 16);
  CHECK(config.element_bytes(Buffer::wgt) == 256);
  CHECK(config.element_bytes(Buffer::acc) == 64);
  CHECK(config.element_bytes(Buffer::out) == 16);
}

TEST_CASE("The keys that TVM's tools derive are accepted when they fit the others") {
  nlohmann::json json = config_json();
  json["LOG_BLOCK_IN"] = 4;
  json["LOG_BLOCK_OUT"] = 4;
  json["LOG_OUT_WIDTH"] = 3;
  json["LOG_OUT_BUFF_SIZE"] = 15;
  CHECK(parse(json).block == 16);
  json["LOG_BLOCK_OUT"] = 5;
  CHECK_THROWS_WITH(parse(json), Equals("dir/c.json: LOG_BLOCK_OUT is 5; legal is 4 only"));
}

TEST_CASE("The shipped configurations are those that were recorded") {
  struct Expected {
    const char* name;
    int block, bus_bits, burst, inp, wgt, acc;
  };
  const Expected expected[] = {
      {"b16-bus64", 16, 64, 256, 2048, 1024, 2048},   {"b16-bus64-burst16", 16, 64, 16, 2048, 1024, 2048},
      {"b16-bus128", 16, 128, 256, 2048, 1024, 2048}, {"b16-bus256", 16, 256, 256, 2048, 1024, 2048},
      {"b16-bus512", 16, 512, 256, 2048, 1024, 2048}, {"b32-bus64", 32, 64, 256, 1024, 256, 1024},
  };
  for (const Expected& e : expected) {
    const HardwareConfig config = find_hardware_config(e.name);
    CHECK(config.name == e.name);
    CHECK(config.block == e.block);
    CHECK(config.bus_bits == e.bus_bits);
    CHECK(config.max_burst_beats == e.burst);
    CHECK(config.uop_depth == 2048);
    CHECK(config.inp_depth == e.inp);
    CHECK(config.wgt_depth == e.wgt);
    CHECK(config.acc_depth == e.acc);
    CHECK(config.out_depth == e.acc);
    CHECK(config.memory_delay == 16);
    CHECK(config.queue_depth == 512);
  }
}

TEST_CASE("to_json gives the keys of the file back") {
  const nlohmann::json json = to_json(parse(with_shell("bus_bits", 128)));
  const nlohmann::json original = config_json();
  for (const auto& item : original.items()) CHECK(json.at(item.key()) == item.value());
  CHECK(json["shell"]["bus_bits"] == 128);
  CHECK(json["derived"]["wgt"]["depth"] == 1024);
  CHECK(json["derived"]["wgt"]["element_bytes"] == 256);
}

TEST_CASE("What the RTL cannot be built with is refused, saying what is legal") {
  CHECK_THROWS_WITH(parse(with("LOG_BLOCK", 0)), Equals("dir/c.json: LOG_BLOCK is 0; legal are 3 to 6"));
  CHECK_THROWS_WITH(parse(with("LOG_BLOCK", 400)), Contains("LOG_BLOCK is 400; legal are 3 to 6"));
  CHECK_THROWS_WITH(parse(with("LOG_BLOCK", 99999999999999999999.0)), Contains("it must be an integer"));
  CHECK_THROWS_WITH(parse(with("LOG_BLOCK", 18446744073709551615u)),
                    Contains("LOG_BLOCK is 18446744073709551615; legal"));
  CHECK_THROWS_WITH(parse(with("LOG_BLOCK", -4)), Contains("LOG_BLOCK is -4; legal are 3 to 6"));
  CHECK_THROWS_WITH(parse(with("LOG_BATCH", 1)), Contains("LOG_BATCH is 1; legal is 0 only"));
  CHECK_THROWS_WITH(parse(with("LOG_INP_WIDTH", 4)), Contains("LOG_INP_WIDTH is 4; legal is 3 only"));
  CHECK_THROWS_WITH(parse(with("LOG_ACC_WIDTH", 4)), Contains("LOG_ACC_WIDTH is 4; legal is 5 only"));
  CHECK_THROWS_WITH(parse(with("LOG_INP_BUFF_SIZE", 0)),
                    Contains("LOG_INP_BUFF_SIZE (log2 of bytes; block 16, 64-bit bus) is 0; legal are 5 to 20"));
  CHECK_THROWS_WITH(parse(with("LOG_WGT_BUFF_SIZE", 40)), Contains("is 40; legal are 9 to 24"));
  CHECK_THROWS_WITH(parse(with_shell("bus_bits", 32)),
                    Equals("dir/c.json: shell: bus_bits is 32; legal are 64 to 512"));
  CHECK_THROWS_WITH(parse(with_shell("bus_bits", 1024)), Contains("bus_bits is 1024; legal are 64 to 512"));
  CHECK_THROWS_WITH(parse(with_shell("bus_bits", 96)), Contains("bus_bits is 96; legal are 64, 128, 256, 512"));
  CHECK_THROWS_WITH(parse(with_shell("max_burst_beats", 8)), Contains("max_burst_beats is 8; legal are 16 to 256"));
  CHECK_THROWS_WITH(parse(with_shell("max_burst_beats", 100)), Contains("is 100; legal are 16, 32, 64, 128, 256"));
  CHECK_THROWS_WITH(parse(with_shell("memory_delay", -1)), Contains("memory_delay is -1; legal are 0 to 65535"));
  CHECK_THROWS_WITH(parse(with_shell("queue_depth", 3)), Contains("queue_depth is 3; legal are 4 to 65536"));
}

TEST_CASE("MUL is off unless declared, and then in the JSON") {
  CHECK_FALSE(parse(with_shell("bus_bits", 64)).alu_mul);
  CHECK_FALSE(to_json(parse(with_shell("bus_bits", 64))).at("shell").contains("alu_mul"));
  CHECK(parse(with_shell("alu_mul", true)).alu_mul);
  CHECK(to_json(parse(with_shell("alu_mul", true))).at("shell").at("alu_mul") == true);
}

TEST_CASE("The tag of a read command bounds the depth of a scratchpad on a wide bus") {
  // 21 bits hold the index, and twice the entries of a beat with one bit more: 2 x 5 at 512 bits, 2 x 2 at 64.
  nlohmann::json wide = with_shell("bus_bits", 512);
  CHECK(parse(wide).uop_depth == 2048);
  wide["LOG_UOP_BUFF_SIZE"] = 14;
  CHECK_THROWS_WITH(parse(wide),
                    Contains("LOG_UOP_BUFF_SIZE (log2 of bytes; block 16, 512-bit bus) is 14; legal are 7 to 13"));
  CHECK(parse(with("LOG_UOP_BUFF_SIZE", 16)).uop_depth == 16384);
  CHECK_THROWS_WITH(parse(with("LOG_UOP_BUFF_SIZE", 17)), Contains("is 17; legal are 4 to 16"));
  // out is stored through the same tag, and has four times the entries of acc in a beat.
  wide["LOG_UOP_BUFF_SIZE"] = 13;
  wide["LOG_ACC_BUFF_SIZE"] = 22;
  CHECK_THROWS_WITH(parse(wide),
                    Contains("LOG_ACC_BUFF_SIZE (log2 of bytes; block 16, 512-bit bus) is 22; legal are 9 to 21"));
  // A narrow load puts a beat's index in the tag: a wgt tile of 4,096 bytes has 512 beats.
  CHECK_THROWS_WITH(config_of(6, {5, 4, 13, 4}),
                    Contains("LOG_WGT_BUFF_SIZE (log2 of bytes; block 64, 64-bit bus) is 25; legal are 13 to 24"));
}

TEST_CASE("Every block with every bus is legal with scratchpads of ordinary size") {
  for (int log_block = 3; log_block <= 6; ++log_block) {
    for (const int bus : {64, 128, 256, 512}) {
      const HardwareConfig config = config_of(log_block, {11, 10, 6, 10}, bus);
      CHECK(config.block == 1 << log_block);
      CHECK(config.bus_bits == bus);
      CHECK(config.wgt_depth == 64);
      CHECK(config.element_bytes(Buffer::wgt) == config.block * config.block);
    }
  }
}

TEST_CASE("Wrong types, missing and unknown keys name the key") {
  CHECK_THROWS_WITH(parse(with("LOG_BLOCK", "4")),
                    Equals("dir/c.json: LOG_BLOCK is \"4\"; it must be an integer, 3 to 6"));
  CHECK_THROWS_WITH(parse(with("LOG_BLOCK", 4.5)), Contains("LOG_BLOCK is 4.5; it must be an integer"));
  CHECK_THROWS_WITH(parse(with("TARGET", 1)), Equals("dir/c.json: TARGET is 1; it must be a string"));
  CHECK_THROWS_WITH(parse(with("shell", 1)), Equals("dir/c.json: shell: 1 is not a JSON object"));
  CHECK_THROWS_WITH(parse(nlohmann::json::array()), Equals("dir/c.json: [] is not a JSON object"));
  nlohmann::json json = config_json();
  json.erase("LOG_WGT_BUFF_SIZE");
  CHECK_THROWS_WITH(parse(json), Equals("dir/c.json: LOG_WGT_BUFF_SIZE is missing"));
  CHECK_THROWS_WITH(parse(with("LOG_BLOK", 4)),
                    Contains("unknown key \"LOG_BLOK\"; known are TARGET, HW_VER") && Contains("LOG_BLOCK"));
  CHECK_THROWS_WITH(parse(with_shell("bus", 64)),
                    Contains("shell: unknown key \"bus\"; known are bus_bits, max_burst_beats"));
}

TEST_CASE("A configuration file that is not there or not JSON is an error that names it") {
  const TemporaryDirectory directory;
  const auto path = directory / "c.json";
  CHECK_THROWS_WITH(load_hardware_config(path), Equals(path.string() + ": no such file"));
  CHECK_THROWS_WITH(load_hardware_config(directory.path()), Contains("is a directory"));
  std::ofstream(path) << "{\n  \"TARGET\": sim\n}\n";
  CHECK_THROWS_WITH(load_hardware_config(path), Contains(path.string() + ":2: column 13: "));
}

TEST_CASE("Configurations are found by name and by path") {
  CHECK_THROWS_WITH(find_hardware_config("b17"),
                    Contains("\"b17\"") && Contains("b16-bus64, b16-bus64-burst16, b32-bus64"));
  CHECK_THROWS_WITH(find_hardware_config("./b16-bus64"), Contains("./b16-bus64: no such file"));
  CHECK_THROWS_WITH(find_hardware_config("b16-bus64.json"), Contains("b16-bus64.json: no such file"));
  CHECK(find_hardware_config(VTASIM_ROOT "/configs/hardware/b16-bus64.json").name == "b16-bus64");

  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory / "hardware");
  std::ofstream(directory.path() / "hardware" / "mine.json") << with("TARGET", "mine").dump();
  REQUIRE(setenv("VTASIM_CONFIGS", directory.path().c_str(), 1) == 0);
  const std::vector<std::string> names = hardware_config_names();
  const HardwareConfig mine = find_hardware_config("mine");
  REQUIRE(unsetenv("VTASIM_CONFIGS") == 0);
  CHECK(names == std::vector<std::string>{"mine"});
  CHECK(mine.target == "mine");
}

}  // namespace
}  // namespace vtasim::isa
