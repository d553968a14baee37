#include "sim/check/benchmark_json.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "sample_report.h"

namespace vtasim::check {

TEST_CASE("cycles and DRAM bytes of each row that finished, each under its own name") {
  SampleCheck check({"a", "hangs", "crashes"});
  check.results[1].measurement->cycles = -1;
  check.results[2] = {std::nullopt, "killed", ""};
  const auto array = nlohmann::json::parse(to_benchmark_json(check.report()));
  REQUIRE(array.size() == 2);
  CHECK(array[0]["name"] == "a");
  CHECK(array[0]["unit"] == "cycles");
  CHECK(array[0]["value"] == 1000);
  CHECK(array[0]["extra"] ==
        "mapping diagonal\ncycles 1000\nDRAM bytes read 2000\nDRAM bytes written 300\nGEMM cycles 400\nALU cycles 50");
  CHECK(array[1]["name"] == "a (DRAM)");
  CHECK(array[1]["unit"] == "bytes");
  CHECK(array[1]["value"] == 2300);
}

TEST_CASE("the chart says which mapping is not in the RTL") {
  SampleCheck check({"a"});
  check.results[0].measurement->mapping = "alu";
  const auto array = nlohmann::json::parse(to_benchmark_json(check.report()));
  CHECK(array[0]["extra"].get<std::string>().rfind("mapping alu (not in the RTL)\ncycles 1000\n", 0) == 0);
}

}  // namespace vtasim::check
