#include "sim/report/space_report.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace vtasim::report {
namespace {

experiment::SpaceSample sample() {
  experiment::SpaceSample sample;
  sample.mapping = "diagonal";
  sample.schedules = 1'234'567;
  sample.cycles = {100, 100, 200, 400, 1600};
  sample.searched = 90;
  sample.simulated = 7;
  return sample;
}

}  // namespace

TEST_CASE("schedules of mappings are rows, and one without says why") {
  experiment::SpaceSample none;
  none.mapping = "direct";
  none.error = "it takes others";
  CHECK(format_space({sample(), none}, 200) ==
        "mapping   schedules  fastest  10%  median    90%  slowest  searched       random  simulated by\n"
        "                      random                                         ones faster    the search\n"
        "----------------------------------------------------------------------------------------------\n"
        "diagonal    1.2e+06      100  100     200  1,600    1,600        90       0 of 5             7\n"
        "direct               it takes others\n");
}

TEST_CASE("bars show how many schedules take how many cycles, and where the search's stands") {
  const std::string text = format_distribution(sample(), 80);
  CHECK(text.find("diagonal: 5 random schedules, by cycles up to\n") == 0);
  CHECK(text.find("  <- searched\n") != std::string::npos);
  CHECK(text.find("  <- searched\n") == text.rfind("  <- searched\n"));
  CHECK(text.find("1,600  1  ") != std::string::npos);
  // All the same are one bar.
  experiment::SpaceSample flat = sample();
  flat.cycles = {90, 90};
  CHECK(format_distribution(flat, 23) ==
        "diagonal: 2 random schedules, by cycles up to\n  90  2  \u2588  <- searched\n");
}

TEST_CASE("JSON has every number, or the reason for none") {
  const nlohmann::json object = to_json(sample());
  CHECK(object["cycles"] == nlohmann::json{100, 100, 200, 400, 1600});
  CHECK(object["faster"] == 0);
  CHECK(object["schedules"] == 1'234'567);
  experiment::SpaceSample none;
  none.error = "why";
  CHECK(to_json(none) == nlohmann::json{{"mapping", ""}, {"error", "why"}});
}

}  // namespace vtasim::report
