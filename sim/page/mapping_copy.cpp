#include <fmt/format.h>

#include <initializer_list>

#include "isa/base/error.h"
#include "isa/base/json_reader.h"
#include "sim/page/rows.h"

namespace vtasim::page {
namespace {

using nlohmann::json;

/// Beyond what any tensor or vector has; tables of lanes are drawn cell by cell.
constexpr std::int64_t kMost = 65536;

/// Takes over a list of so many integers.
json numbers(const json& value, std::size_t size, std::int64_t low, std::int64_t high, const std::string& what) {
  if (!value.is_array() || value.size() != size) {
    throw Error(fmt::format("{} is {}; it must be a list of {} numbers", what, shown(value), size));
  }
  for (std::size_t i = 0; i < size; ++i) {
    static_cast<void>(checked_integer(value[i], low, high, fmt::format("{}[{}]", what, i)));
  }
  return value;
}

/// A lane map: a lane holds nothing or [channel, row, column].
json map_copy(const json& object, std::int64_t block, const std::string& where) {
  JsonReader reader(object, where);
  json read = json::object();
  for (const char* key : {"channel_step", "row_step", "col_step"}) read[key] = reader.integer(key, 1, kMost);
  const json& lanes = reader.array("lanes");
  if (lanes.empty() || lanes.size() % static_cast<std::size_t>(block) != 0) {
    reader.fail("lanes", fmt::format("has {} lanes; it must have those of whole vectors, of {}", lanes.size(), block));
  }
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    const std::string what = fmt::format("{}: lanes[{}]", where, i);
    read["lanes"].push_back(lanes[i].is_null() ? json(nullptr) : numbers(lanes[i], 3, 0, kMost, what));
  }
  if (!reader.has("sequence")) return read;
  JsonReader sequence(reader.member("sequence"), where + ": sequence");
  read["sequence"] = {
      {"cols", sequence.integer("cols", 1, kMost)},
      {"step", sequence.integer("step", 1, kMost)},
      {"images", sequence.boolean("images")},
      {"first", numbers(sequence.array("first"), lanes.size(), 0, kMost * kMost, where + ": sequence: first")}};
  return read;
}

}  // namespace

json mapping_copy(const json& object, const std::string& where) {
  JsonReader reader(object, where);
  const std::int64_t block = reader.integer("block", 1, kMost);
  json read = {{"name", reader.text("name")}, {"operands", reader.text("operands")}, {"block", block}};
  const auto list = [&](const char* key, std::size_t size, std::int64_t low) {
    read[key] = numbers(reader.array(key), size, low, kMost, fmt::format("{}: {}", where, key));
  };
  for (const char* key : {"input", "output"}) list(key, 3, 1);
  for (const char* key : {"kernel", "stride", "dilation", "positions"}) list(key, 2, 1);
  list("padding", 2, 0);
  for (const char* key : {"in", "out"}) {
    read[key] = map_copy(reader.member(key), block, fmt::format("{}: {}", where, key));
  }
  if (reader.has("constants")) {
    const std::size_t lanes = read["in"]["lanes"].size();
    read["constants"] = numbers(reader.array("constants"), lanes, -128, 127, where + ": constants");
  }
  read["taps"] = json::array();
  for (const json& written : reader.array("taps")) {
    JsonReader tap(written, fmt::format("{}: taps[{}]", where, read["taps"].size()));
    json copy = {{"filter", json::array()}};
    for (const char* key : {"row", "col"}) copy[key] = tap.integer(key, 0, kMost);
    const auto vectors = [&](const char* map) { return static_cast<std::int64_t>(read[map]["lanes"].size()) / block; };
    copy["in_vector"] = tap.integer("in_vector", 0, vectors("in") - 1);
    copy["out_vector"] = tap.integer("out_vector", 0, vectors("out") - 1);
    for (const json& element : tap.array("filter")) {
      const std::string what = fmt::format("{}: filter[{}]", tap.where(), copy["filter"].size());
      json of = numbers(element, 6, 0, kMost, what);
      for (const std::size_t lane : {std::size_t{0}, std::size_t{1}}) {
        static_cast<void>(checked_integer(of[lane], 0, block - 1, fmt::format("{}[{}]", what, lane)));
      }
      copy["filter"].push_back(std::move(of));
    }
    read["taps"].push_back(std::move(copy));
  }
  return read;
}

}  // namespace vtasim::page
