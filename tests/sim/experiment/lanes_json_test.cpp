#include "sim/experiment/lanes_json.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "isa/base/error.h"

namespace vtasim::experiment {
namespace {

using Catch::Matchers::Message;
using nlohmann::json;

json sample() {
  return json::parse(R"({"name": "mine", "layer_groups": 2,
                         "in": {"channel_step": 2, "lanes": [[0, 0, 0], [1, 0, 0], null]},
                         "out": {"channel_step": 1, "row_step": 2, "col_step": 3, "lanes": [[0, 1, 2]]}})");
}

std::string error_of(const json& object) {
  try {
    read_lanes(object, "f.json");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("lane maps are read as they are written, and written as they are read") {
  const NamedLanes read = read_lanes(sample(), "f.json");
  CHECK(read.name == "mine");
  CHECK(read.lanes.layer_groups == 2);
  CHECK(read.lanes.in.channel_step == 2);
  CHECK(read.lanes.in.row_step == 1);
  REQUIRE(read.lanes.in.lanes.size() == 3);
  CHECK(read.lanes.in.lanes[1].channel == 1);
  CHECK_FALSE(read.lanes.in.lanes[2].used);
  CHECK(read.lanes.out.row_step == 2);
  CHECK(read.lanes.out.col_step == 3);
  CHECK(read.lanes.out.lanes[0].dy == 1);
  CHECK(read.lanes.out.lanes[0].dx == 2);
  const json written = lanes_json(read.name, read.lanes);
  CHECK(lanes_json(read.name, read_lanes(written, "f.json").lanes) == written);
  CHECK(read_lanes(json{{"in", sample()["in"]}, {"out", sample()["out"]}}, "f.json").name == "custom");
}

TEST_CASE("what is wrong with lane maps is named") {
  json object = sample();
  object["in"]["lanes"][1] = {1, 0};
  CHECK(error_of(object) == "f.json: in: lanes[1] is [1,0]; it must be [channel, row, column], or null for none");
  object["in"]["lanes"][1] = {1, -1, 0};
  CHECK(error_of(object) == "f.json: in: lanes[1][1] is -1; legal are 0 to 65535");
  object = sample();
  object["out"]["row_step"] = 0;
  CHECK(error_of(object) == "f.json: out: row_step is 0; legal are 1 to 65536");
  object = sample();
  object["name"] = "diagonal";
  CHECK(error_of(object) == "f.json: name is \"diagonal\", which stands for another mapping");
  object = sample();
  object["step"] = 1;
  CHECK(error_of(object).find("unknown key \"step\"") != std::string::npos);
  object = sample();
  object.erase("out");
  CHECK(error_of(object) == "f.json: out is missing");
}

}  // namespace vtasim::experiment
