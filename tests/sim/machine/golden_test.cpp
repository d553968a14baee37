// The model against the hardware: every recorded case, equal in every cycle, burst and byte.

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <random>

#include "isa/case_file.h"
#include "isa/program.h"
#include "sim/observe/bus_trace.h"
#include "tests/support/shared_machine.h"

namespace vtasim::machine {
namespace {

const std::vector<std::string> kConfigs = {"b16-bus64",  "b16-bus64-burst16", "b16-bus128",
                                           "b16-bus256", "b16-bus512",        "b32-bus64"};

std::filesystem::path golden(const std::string& config, const std::string& file) {
  return std::filesystem::path(VTASIM_TESTS) / "golden" / config / file;
}

/// The bus file of a suite by case name; empty where there is none.
std::map<std::string, nlohmann::json> read_bus(const std::string& config, const std::string& suite) {
  std::map<std::string, nlohmann::json> bus;
  std::ifstream file(golden(config, suite + ".bus.jsonl"));
  for (std::string line; std::getline(file, line);) {
    nlohmann::json json = nlohmann::json::parse(line);
    bus.emplace(json.at("name").get<std::string>(), std::move(json));
  }
  return bus;
}

template <typename Row>
std::vector<Row> sorted(std::vector<Row> rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

/// The recorder names the client of read data by whose port is active in the first cycle, which is a cycle early: the
/// client of a burst of one beat is not to be had from it.
std::vector<std::array<std::int64_t, 3>> without_client_of_single_beats(std::vector<std::array<std::int64_t, 3>> rows) {
  for (auto& row : rows) {
    if (row[0] == row[1]) row[2] = -1;
  }
  return rows;
}

void require_same_bus(const BusTrace& got, const nlohmann::json& recorded) {
  using Rows3 = std::vector<std::array<std::int64_t, 3>>;
  REQUIRE(sorted(got.cmd) == sorted(recorded.at("cmd").get<std::vector<std::array<std::int64_t, 4>>>()));
  REQUIRE(got.ar == recorded.at("ar").get<Rows3>());
  REQUIRE(without_client_of_single_beats(got.r) == without_client_of_single_beats(recorded.at("r").get<Rows3>()));
  REQUIRE(got.aw == recorded.at("aw").get<Rows3>());
  REQUIRE(got.w == recorded.at("w").get<std::vector<std::array<std::int64_t, 2>>>());
  std::vector<std::int64_t> acknowledged;
  for (const auto& row : recorded.at("b")) acknowledged.push_back(row.at(0).get<std::int64_t>());
  REQUIRE(got.b == acknowledged);
}

void require_same_record(const isa::RunRecord& got, const isa::RunRecord& recorded) {
  REQUIRE(got.finished == recorded.finished);
  REQUIRE(got.assertion == recorded.assertion);
  for (const isa::Module module : {isa::Module::load, isa::Module::compute, isa::Module::store}) {
    INFO("module " << to_string(module));
    REQUIRE(got.timing[static_cast<std::size_t>(module)] == recorded.timing[static_cast<std::size_t>(module)]);
  }
  if (!recorded.finished) return;
  REQUIRE(got.cycles == recorded.cycles);
  REQUIRE(got.read_bursts == recorded.read_bursts);
  REQUIRE(got.read_beats == recorded.read_beats);
  REQUIRE(got.write_bursts == recorded.write_bursts);
  REQUIRE(got.write_beats == recorded.write_beats);
}

void require_outputs(const isa::DramImage& dram, const isa::Case& c) {
  for (const isa::Region& region : c.outputs) {
    const auto first = dram.begin() + static_cast<std::ptrdiff_t>(region.address);
    const std::vector<std::uint8_t> bytes(first, first + static_cast<std::ptrdiff_t>(region.bytes.size()));
    REQUIRE(bytes == region.bytes);
  }
}

/// Runs a suite of all configurations on the one machine, in an order of its own, with values and then without.
void run_suite(const std::string& suite) {
  struct Job {
    const isa::HardwareConfig* config;
    isa::Case c;
    nlohmann::json bus;
  };
  std::vector<isa::HardwareConfig> configs;
  for (const std::string& name : kConfigs) configs.push_back(isa::find_hardware_config(name));
  std::vector<Job> jobs;
  for (const isa::HardwareConfig& config : configs) {
    auto bus = read_bus(config.name, suite);
    for (isa::Case& c : isa::read_cases(golden(config.name, suite + ".jsonl"))) {
      const auto recorded = bus.find(c.program.name);
      jobs.push_back({&config, std::move(c), recorded == bus.end() ? nlohmann::json() : std::move(recorded->second)});
    }
  }
  REQUIRE(jobs.size() >= 6 * 11);
  std::shuffle(jobs.begin(), jobs.end(), std::mt19937_64(jobs.size()));

  for (const bool values : {true, false}) {
    for (const Job& job : jobs) {
      INFO(job.config->name << " " << suite << " " << job.c.program.name << (values ? "" : ", without values"));
      BusTrace bus;
      RunOptions options;
      options.values = values;
      options.observer = &bus;
      const RunResult result = shared_machine().run(*job.config, job.c.program, options);
      REQUIRE(job.c.rtl.has_value());
      require_same_record(result.record, *job.c.rtl);
      REQUIRE(result.problem.empty() == job.c.rtl->finished);
      if (!job.bus.is_null()) require_same_bus(bus, job.bus);
      if (values && result.record.finished) require_outputs(shared_machine().dram(), job.c);
    }
  }
}

TEST_CASE("golden: micro", "[golden]") { run_suite("micro"); }
TEST_CASE("golden: streams", "[golden]") { run_suite("streams"); }
TEST_CASE("golden: deep", "[golden]") { run_suite("deep"); }
TEST_CASE("golden: layers", "[golden]") { run_suite("layers"); }
TEST_CASE("golden: broken", "[golden]") { run_suite("broken"); }

}  // namespace
}  // namespace vtasim::machine
