#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "isa/base/files.h"
#include "matchers.h"
#include "program.h"
#include "sample_files.h"
#include "tests/support/temporary_directory.h"

namespace vtasim {

using Catch::Matchers::Contains;

namespace {

std::string network_file(const TemporaryDirectory& directory, const std::string& more = "") {
  const std::string file = (directory / "net.json").string();
  write_text(file, R"({"name": "net", "input": {"name": "image", "shape": [1, 3, 14, 14]}, "nodes": [
    {"name": "first", "out_channels": 32, "kernel": 3, "padding": 1, "bias": true, "requantization": {"shift": 8}},
    {"name": "dw", "multiplier": 1, "kernel": 3, "padding": 1, "bias": true, "requantization": {"shift": 7}},
    {"name": "pw", "out_channels": 32, "kernel": 1, "bias": true, "requantization": {"shift": 9}})" +
                       more + "]}");
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
    CHECK(result.at("steps").at(0).at("on") == "host");
  }
  const Outcome replayed = run_vtasim({"replay", directory / "programs/dw-diagonal-b16-bus512.jsonl"});
  CHECK(replayed.status == 0);
  CHECK_THAT(replayed.out, Contains("1 agrees"));
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
  const std::string file =
      network_file(directory, R"(, {"name": "up", "op": "host", "what": "upsample", "shape": [1, 32, 28, 28]})");
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
