#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "isa/base/files.h"
#include "isa/base/text.h"
#include "matchers.h"
#include "program.h"
#include "sample_files.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {

using Catch::Matchers::Contains;

namespace {

std::string network_file(const TemporaryDirectory& directory, const nlohmann::json& network = small_network()) {
  const std::string file = (directory / "net.json").string();
  write_text(file, network.dump());
  return file;
}

}  // namespace

TEST_CASE("network plans, runs and verifies a network", "[app]") {
  const TemporaryDirectory directory;
  const Outcome outcome = run_vtasim({"network", network_file(directory), "--hardware", "b16-bus64,b16-bus512",
                                      "--json", directory / "out.json", "--emit", directory / "programs"});
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  for (const char* part : {"Network net on b16-bus64:", "Network net on b16-bus512:", "host: from (N, C, H, W) to",
                           "planned", "bound: changes of layout free", "DRAM: "}) {
    CHECK_THAT(outcome.out, Contains(part));
  }
  const auto json = nlohmann::json::parse(read_whole_file(directory / "out.json"));
  CHECK(json.at("network") == "net");
  REQUIRE(json.at("results").size() == 2);
  for (const auto& result : json.at("results")) {
    CHECK(result.at("verified") == true);
    std::int64_t cycles = 0;
    for (const auto& step : result.at("steps")) cycles += step.value("cycles", 0);
    CHECK(result.at("cycles") == cycles);
    const auto& steps = result.at("steps");
    CHECK(steps.at(0).at("on") == "host");
    double host_seconds = 0;
    for (const auto& step : steps) {
      host_seconds += step.at("host_seconds").get<double>();
      if (step.at("on") == "accelerator") CHECK(step.at("host_seconds") == Approx(1e-5));  // Pynq's launch.
    }
    CHECK(result.at("host_seconds") == Approx(host_seconds));
    const auto& arrays = result.at("dram").at("arrays");
    for (std::size_t s = 0; s < steps.size(); ++s) {
      const auto& left = arrays.at(steps[s].at("writes").get<std::size_t>());
      CHECK(left.at("first_step") <= s);
      CHECK(left.at("last_step") > s);
      for (const auto& array : steps[s].at("reads")) CHECK(arrays.at(array.get<std::size_t>()).at("last_step") >= s);
    }
  }
  const Outcome replayed = run_vtasim({"replay", directory / "programs/dw-diagonal-b16-bus512.jsonl"});
  CHECK(replayed.status == 0);
  CHECK_THAT(replayed.out, Contains("1 agrees"));
}

TEST_CASE("network runs a network as one program, too", "[app]") {
  const TemporaryDirectory directory;
  const Outcome outcome = run_vtasim({"network", network_file(directory), "--hardware", "b16-bus64", "--single-program",
                                      "--json", directory / "out.json", "--emit", directory / "programs"});
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  for (const char* part : {"in one", "As one program: ", " than launched one by one (", "planned, as one program"}) {
    CHECK_THAT(outcome.out, Contains(part));
  }
  const auto result = nlohmann::json::parse(read_whole_file(directory / "out.json")).at("results").at(0);
  const auto joined = result.at("single_program");
  CHECK(joined.at("verified") == true);
  REQUIRE(joined.at("programs").size() == 1);
  const auto program = joined.at("programs").at(0);
  CHECK(program.at("name") == "net-first-to-pw");
  CHECK(joined.at("cycles") == program.at("cycles"));
  std::int64_t cycles = 0;
  for (const auto& step : program.at("steps")) {
    CHECK(step.at("name") == result.at("steps").at(step.at("step").get<std::size_t>()).at("name"));
    cycles += step.at("cycles").get<std::int64_t>();
  }
  CHECK(cycles == joined.at("cycles"));
  CHECK(result.at("strategies").at(0).at("name") == "planned, as one program");
  CHECK(result.at("strategies").at(0).at("cycles") == cycles);
  const Outcome replayed = run_vtasim({"replay", directory / "programs/net-first-to-pw-b16-bus64.jsonl"});
  CHECK(replayed.status == 0);
  CHECK_THAT(replayed.out, Contains("1 agrees (" + grouped(cycles) + " cycles)"));
  const Outcome apart = run_vtasim({"network", network_file(directory), "--hardware", "b16-bus64"});
  CHECK_THAT(apart.out, !Contains("one program"));
}

TEST_CASE("network has a program for each run of steps without the host", "[app]") {
  const TemporaryDirectory directory;
  nlohmann::json network = small_network();
  network["nodes"].push_back({{"name", "up"}, {"op", "host"}, {"what", "upsample"}, {"shape", {1, 32, 28, 28}}});
  network["nodes"].push_back(
      {{"name", "last"}, {"out_channels", 16}, {"kernel", 1}, {"requantization", {{"shift", 8}}}});
  const std::string file = network_file(directory, network);
  const Outcome outcome =
      run_vtasim({"network", file, "--hardware", "b16-bus64", "--host-between", "allowed", "--single-program"});
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.out, Contains("programs, one for each run of steps between which the host does nothing: "));
  CHECK_THAT(outcome.out, Contains("planned, as "));
}

TEST_CASE("network is the same with any number of jobs", "[app]") {
  const TemporaryDirectory directory;
  const std::string file = network_file(directory);
  const auto run = [&](const char* jobs) {
    return run_vtasim({"network", file, "--hardware", "b16-bus64", "--no-cache", "-j", jobs});
  };
  const Outcome one = run("1");
  CHECK(one.status == 0);
  CHECK(one.out == run("3").out);
}

TEST_CASE("network names what it cannot do", "[app]") {
  const TemporaryDirectory directory;
  nlohmann::json network = small_network();
  network["nodes"].push_back({{"name", "up"}, {"op", "host"}, {"what", "upsample"}, {"shape", {1, 32, 28, 28}}});
  const std::string file = network_file(directory, network);
  CHECK_THAT(run_vtasim({"network", file, "--hardware", "b16-bus64"}),
             FailedWith(1, "net on b16-bus64: up (host) has no program on the accelerator"));
  const Outcome allowed = run_vtasim({"network", file, "--hardware", "b16-bus64", "--host-between", "allowed"});
  CHECK(allowed.status == 0);
  CHECK_THAT(allowed.out, Contains("on the host"));
  CHECK_THAT(run_vtasim({"network", file, "--hardware", "b16-bus64", "--objective", "speed"}), FailedWith(2, "speed"));
  CHECK_THAT(run_vtasim({"network", "no-such-network", "--hardware", "b16-bus64"}), FailedWith(2, "mobilenet-v1"));
  CHECK_THAT(run_vtasim({"network", "mobilenet-v3-large", "--hardware", "b16-bus64"}), FailedWith(2, "mobilenet-v3"));
}

}  // namespace vtasim
