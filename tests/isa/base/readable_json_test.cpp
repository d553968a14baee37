#include "isa/base/readable_json.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace vtasim {

using nlohmann::ordered_json;

TEST_CASE("members have a line each, lists of values one together") {
  ordered_json value;
  value["name"] = "a \"b\"";
  value["lanes"] = {{0, 1}, nullptr, {2, 3}};
  value["inner"] = {{"n", 1.5}, {"empty", ordered_json::object()}, {"none", ordered_json::array()}};
  value["objects"] = {{{"a", 1}}, {{"a", 2}}};
  CHECK(readable_json(value) == R"({
  "name": "a \"b\"",
  "lanes": [[0, 1], null, [2, 3]],
  "inner": {
    "n": 1.5,
    "empty": {},
    "none": []
  },
  "objects": [
    {
      "a": 1
    },
    {
      "a": 2
    }
  ]
}
)");
}

TEST_CASE("it is read as what was written") {
  const ordered_json value =
      ordered_json::parse(R"([{"z": [], "a": [{"b": [[1], [2, [3]]]}, 4, "x"]}, true, null, {}])");
  CHECK(ordered_json::parse(readable_json(value)) == value);
  for (const char* single : {"7", "\"t\"", "null", "[]", "{}", "[[], [1]]"}) {
    const ordered_json one = ordered_json::parse(single);
    CHECK(ordered_json::parse(readable_json(one)) == one);
  }
}

TEST_CASE("texts that are no UTF-8 can be written") {
  CHECK(readable_json(ordered_json{{"\xff", "\xfe"}}).find("\xef\xbf\xbd") != std::string::npos);
}

}  // namespace vtasim
