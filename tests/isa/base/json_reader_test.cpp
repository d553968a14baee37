#include "isa/base/json_reader.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "isa/base/error.h"
#include "isa/base/parse_json.h"

namespace vtasim {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::Equals;

TEST_CASE("A syntax error says file, line and column") {
  CHECK_THROWS_WITH(parse_json("{\"a\": 1,\n \"b\" 2}", "f.json"), Contains("f.json:2: column 6: syntax error"));
  CHECK_THROWS_WITH(parse_json("{]", "f.jsonl", 17), Contains("f.jsonl:17: column 2: syntax error"));
  CHECK_THROWS_WITH(parse_json("", "f.json"), Contains("f.json:1: column 1: syntax error"));
  CHECK_THROWS_WITH(parse_json("{\"a\": 1", "f.json"), Contains("f.json:1: column 8: syntax error"));
  CHECK(parse_json("[1]", "f.json")[0] == 1);
}

TEST_CASE("A key that an object has twice is refused with file and line") {
  CHECK_THROWS_WITH(parse_json("{\"a\": 1,\n \"b\": 2,\n \"a\": 1}", "f.json"),
                    Equals("f.json:3: key \"a\" is there twice"));
  CHECK_THROWS_WITH(parse_json("[5, {\"x\": {\"a\": [1], \"a\": {}}}]", "f.jsonl", 17),
                    Equals("f.jsonl:17: key \"a\" is there twice"));
  CHECK_THROWS_WITH(parse_json("{\"\\u0061\\n\": 1, \"a\\n\": 1}", "f"), Equals("f:1: key \"a\\n\" is there twice"));
  CHECK_NOTHROW(parse_json("[{\"a\": {\"a\": 1}}, {\"a\": 2, \"A\": 3}]", "f"));
}

TEST_CASE("Values are as the JSON library reads them") {
  const std::string text = R"( {"n": null, "b": [true, false], "i": [0, -1, 9223372036854775807, 18446744073709551615],
    "f": [1.5, -2e-3, 1e2], "s": ["", "\u00e9\n"], "a": [], "o": {}, "deep": [[[{"x": [{"y": []}, 1]}, 2], 3], 4]} )";
  const nlohmann::json value = parse_json(text, "f");
  CHECK(value == nlohmann::json::parse(text));
  CHECK(value["i"][2].is_number_unsigned());
  CHECK(value["i"][1].is_number_integer());
  CHECK(value["f"][2].is_number_float());
  CHECK(parse_json("7", "f") == 7);
  CHECK_THROWS_WITH(
      parse_json("[1e999]", "f"),
      Equals("f:1: column 6: number overflow parsing '1e999'"));  // Without the library's name and number.
}

TEST_CASE("What is nested too deeply is refused where it starts to be, whatever its depth") {
  const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  CHECK_NOTHROW(parse_json(nested(kDeepestJson), "f"));
  const std::string what = "arrays and objects are nested deeper than 64 levels";
  CHECK_THROWS_WITH(parse_json(nested(kDeepestJson + 1), "f"), Equals("f:1: " + what));
  CHECK_THROWS_WITH(parse_json("{\"a\":\n" + nested(kDeepestJson), "f.json", 3), Equals("f.json:4: " + what));
  CHECK_THROWS_WITH(parse_json(std::string(1'000'000, '['), "f"), Equals("f:1: " + what));
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  CHECK_THROWS_WITH(parse_json(objects, "f"), Equals("f:1: " + what));
}

TEST_CASE("What a message repeats of a file is short") {
  const std::string digits(100'000, '9');
  for (const std::string& text : {"[" + digits + "e400]", "\"" + digits, "[1" + digits + "x]"}) {
    CHECK_THROWS_WITH(parse_json(text, "f"), Contains("f:1: column ") && Contains("..."));
    try {
      parse_json(text, "f");
    } catch (const Error& error) {
      CHECK(std::string_view(error.what()).size() < 300);
    }
  }
  CHECK(shown({1, {{"k", {true, nullptr}}}, "t\n"}) == R"([1,{"k":[true,null]},"t\n"])");
  const std::string wide = shown(nlohmann::json(std::vector<int>(100'000, 7)));
  CHECK(wide.size() == 63);
  CHECK(wide.substr(0, 5) == "[7,7,");
  const nlohmann::json key = {{std::string(1000, 'k'), 1}};
  JsonReader reader(key, "f");
  CHECK_THROWS_WITH(reader.expect_no_more(), Contains("f: unknown key \"kkk") && Contains("...; known are"));
}

TEST_CASE("Messages are one line, whatever is in the JSON") {
  const nlohmann::json json = {{"key", "two\nlines"}, {"long", std::string(1000, 'x')}};
  JsonReader reader(json, "f");
  CHECK_THROWS_WITH(reader.integer("key", 0, 1), Equals("f: key is \"two\\nlines\"; it must be an integer, 0 to 1"));
  CHECK(shown(json["long"]).size() < 100);
  CHECK_THROWS_WITH(parse_json("{\"a\n\": 1}", "f.json"), !Contains("\n"));
}

TEST_CASE("Members are checked for type and range") {
  const nlohmann::json json = {{"n", 5},   {"t", "text"}, {"b", true}, {"a", {1, 2}}, {"u", 18446744073709551615u},
                               {"d", 0.25}};
  JsonReader reader(json, "f");
  CHECK(reader.integer("n", 5, 5) == 5);
  CHECK(reader.number("n", 5, 5) == 5);
  CHECK(reader.number("d", 0, 0.25) == 0.25);
  CHECK_THROWS_WITH(reader.number("d", 0.5, 100), Equals("f: d is 0.25; legal are numbers from 0.5 to 100"));
  CHECK_THROWS_WITH(reader.number("d", -1, 0), Equals("f: d is 0.25; legal are numbers from -1 to 0"));
  CHECK_THROWS_WITH(reader.number("t", 0, 1), Equals("f: t is \"text\"; legal are numbers from 0 to 1"));
  CHECK_THROWS_WITH(reader.number("m", 0, 1), Equals("f: m is missing"));
  CHECK(reader.text("t") == "text");
  CHECK(reader.boolean("b"));
  CHECK(reader.array("a").size() == 2);
  CHECK_THROWS_WITH(reader.integer("n", 6, 7), Equals("f: n is 5; legal are 6 to 7"));
  CHECK_THROWS_WITH(reader.integer("n", 3, 4), Equals("f: n is 5; legal are 3 to 4"));
  CHECK_THROWS_WITH(reader.integer("u", -1, 100), Contains("u is 18446744073709551615; legal are -1 to 100"));
  CHECK_THROWS_WITH(reader.integer("n", 4, 4), Equals("f: n is 5; legal is 4 only"));
  CHECK_THROWS_WITH(reader.integer("n", 6, std::numeric_limits<std::int64_t>::max()),
                    Equals("f: n is 5; legal are 6 and more"));
  CHECK_THROWS_WITH(reader.integer("t", 0, std::numeric_limits<std::int64_t>::max()),
                    Equals("f: t is \"text\"; it must be an integer, 0 and more"));
  CHECK_THROWS_WITH(reader.integer("b", 0, 1), Contains("b is true; it must be an integer"));
  CHECK_THROWS_WITH(reader.text("n"), Equals("f: n is 5; it must be a string"));
  CHECK_THROWS_WITH(reader.boolean("n"), Equals("f: n is 5; it must be true or false"));
  CHECK_THROWS_WITH(reader.array("n"), Equals("f: n is 5; it must be an array"));
  CHECK_THROWS_WITH(reader.member("m"), Equals("f: m is missing"));
}

TEST_CASE("Keys that were never asked for are unknown") {
  const nlohmann::json json = {{"a", 1}, {"b", 2}};
  JsonReader reader(json, "f");
  CHECK(reader.has("a"));
  CHECK_FALSE(reader.has("c"));
  CHECK_THROWS_WITH(reader.expect_no_more(), Equals("f: unknown key \"b\"; known are a, c"));
  CHECK(reader.has("b"));
  CHECK_NOTHROW(reader.expect_no_more());
}

}  // namespace
}  // namespace vtasim
