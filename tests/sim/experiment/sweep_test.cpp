#include "sim/experiment/sweep.h"

#include <catch2/catch.hpp>

#include "isa/base/error.h"

namespace vtasim::experiment {
namespace {

using Catch::Matchers::Message;
using nlohmann::json;

const std::vector<std::string> kKeys = {"mapping", "tiling.rows", "tiling.cols", "tiling.order[]"};

std::vector<std::string> labels(const json& object) {
  std::vector<std::string> all;
  for (const SweptObject& one : swept(object, kKeys, "f.json")) all.push_back(one.label);
  return all;
}

}  // namespace

TEST_CASE("what sweeps nothing is one object without a label") {
  for (const json& object : {json::object(), json{{"mapping", "diagonal"}}, json{{"tiling", {{"rows", 7}}}},
                             json{{"tiling", {{"order", {"rows", "cols"}}}}}, json{{"other", {1, 2}}}, json(7)}) {
    const auto all = swept(object, kKeys, "f.json");
    REQUIRE(all.size() == 1);
    CHECK(all[0].object == object);
    CHECK(all[0].label.empty());
  }
}

TEST_CASE("a list makes an object for each value, several lists every combination") {
  const json object = {{"mapping", {"a", "b"}}, {"tiling", {{"rows", {1, 2}}, {"cols", 9}}}};
  CHECK(labels(object) ==
        std::vector<std::string>{"mapping=a rows=1", "mapping=a rows=2", "mapping=b rows=1", "mapping=b rows=2"});
  const auto all = swept(object, kKeys, "f.json");
  CHECK(all[2].object == json{{"mapping", "b"}, {"tiling", {{"rows", 1}, {"cols", 9}}}});
}

TEST_CASE("a range goes up to its end, and not beyond") {
  const auto rows = [](const json& range) { return labels({{"tiling", {{"rows", range}}}}); };
  CHECK(rows({{"from", 2}, {"to", 9}, {"step", 3}}) == std::vector<std::string>{"rows=2", "rows=5", "rows=8"});
  CHECK(rows({{"from", 3}, {"to", 4}}) == std::vector<std::string>{"rows=3", "rows=4"});
  CHECK(rows({{"from", 3}, {"to", 3}}) == std::vector<std::string>{"rows=3"});
}

TEST_CASE("of values that are lists only a list of them is a sweep") {
  const json orders = json::parse(R"([["rows", "cols"], ["cols", "rows"]])");
  CHECK(labels({{"tiling", {{"order", orders}}}}) == std::vector<std::string>{"order=rows-cols", "order=cols-rows"});
}

TEST_CASE("objects are told apart by their names") {
  CHECK(labels({{"mapping", {{{"name", "mine"}}, "direct"}}}) ==
        std::vector<std::string>{"mapping=mine", "mapping=direct"});
}

TEST_CASE("what no sweep can be is an error that names the field") {
  const auto rows = [](const json& value) { return swept({{"tiling", {{"rows", value}}}}, kKeys, "f.json"); };
  CHECK_THROWS_MATCHES(rows(json::array()), Error, Message("f.json: tiling.rows is []; a sweep has a value or more"));
  CHECK_THROWS_MATCHES(rows({{"from", 5}, {"to", 4}}), Error,
                       Message("f.json: tiling.rows: to is 4; legal are 5 to 16777216"));
  CHECK_THROWS_MATCHES(rows({{"from", 5}, {"to", 9}, {"step", 0}}), Error,
                       Message("f.json: tiling.rows: step is 0; legal are 1 to 16777216"));
  CHECK_THROWS_AS(rows({{"from", 5}, {"to", 9}, {"by", 2}}), Error);
  CHECK_NOTHROW(rows({{"from", 1}, {"to", 1000}}));
  CHECK_THROWS_MATCHES(rows({{"from", 1}, {"to", 1001}}), Error,
                       Message("f.json: tiling.rows: the sweep comes to more than 1000 schedules"));
  CHECK_THROWS_AS(rows({{"from", 0}, {"to", 1 << 24}}), Error);
  const json range = {{"from", 1}, {"to", 40}};
  CHECK_THROWS_MATCHES(swept({{"tiling", {{"rows", range}, {"cols", range}}}}, kKeys, "f.json"), Error,
                       Message("f.json: tiling.cols: the sweep comes to more than 1000 schedules"));
}

}  // namespace vtasim::experiment
