#include "sim/experiment/space_sample.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "sample_searches.h"

namespace vtasim::experiment {

constexpr auto kQuick = compiler::SearchEffort::quick;

TEST_CASE("quantiles and ranks of random schedules") {
  SpaceSample sample;
  sample.cycles = {10, 20, 20, 30, 50};
  CHECK(sample.quantile(0) == 10);
  CHECK(sample.quantile(0.2) == 10);
  CHECK(sample.quantile(0.5) == 20);
  CHECK(sample.quantile(0.9) == 50);
  CHECK(sample.quantile(1) == 50);
  for (const auto& [searched, faster] : {std::pair(10, 0), std::pair(20, 1), std::pair(21, 3), std::pair(99, 5)}) {
    sample.searched = searched;
    CHECK(sample.faster() == static_cast<std::size_t>(faster));
  }
}

TEST_CASE("a layer's random schedules are run, and the same again") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const SearchData data = make_search_data(sample_layers()[0], 1);
  const auto sample = [&](std::uint64_t seed) {
    EmptyLaboratory empty;
    return sample_space(empty.laboratory, data, "diagonal", config, kQuick, 20, seed, ignore);
  };
  const SpaceSample one = sample(1);
  CHECK(one.error.empty());
  CHECK(one.schedules > 1'000'000);
  REQUIRE(one.cycles.size() == 20);
  CHECK(std::is_sorted(one.cycles.begin(), one.cycles.end()));
  CHECK(one.cycles.front() > 0);
  CHECK(one.searched < one.quantile(0.5));
  CHECK(one.simulated > 1);
  CHECK(sample(1).cycles == one.cycles);
  CHECK(sample(2).cycles != one.cycles);
}

TEST_CASE("a mapping that does not take the layer has an error and no schedules") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  EmptyLaboratory empty;
  const SpaceSample none =
      sample_space(empty.laboratory, make_search_data(sample_layers()[0], 1), "direct", config, kQuick, 20, 1, ignore);
  CHECK_FALSE(none.error.empty());
  CHECK(none.cycles.empty());
}

}  // namespace vtasim::experiment
