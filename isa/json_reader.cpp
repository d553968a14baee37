#include "isa/json_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "isa/error.h"

namespace vtasim {

nlohmann::json parse_json(std::string_view text, const std::string& file, std::size_t first_line) {
  try {
    return nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    // The parser counts the characters it has read; what() is "[...] parse error at line L, column C: what is wrong".
    const std::string_view read = text.substr(0, std::min(text.size(), error.byte > 0 ? error.byte - 1 : 0));
    const auto line = first_line + static_cast<std::size_t>(std::count(read.begin(), read.end(), '\n'));
    const std::size_t column = read.size() - (read.rfind('\n') + 1) + 1;
    const std::string_view what = error.what();
    const std::size_t reason = what.find(": ");
    throw Error(fmt::format("{}:{}: column {}: {}", file, line, column,
                            reason == std::string_view::npos ? what : what.substr(reason + 2)));
  }
}

std::string shown(const nlohmann::json& value) {
  constexpr std::size_t kLongest = 60;
  const std::string text = value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  return text.size() <= kLongest ? text : text.substr(0, kLongest) + "...";
}

std::int64_t checked_integer(const nlohmann::json& value, std::int64_t low, std::int64_t high,
                             const std::string& what) {
  const bool too_large = value.is_number_unsigned() &&
                         value.get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()};
  if (!value.is_number_integer()) {
    throw Error(fmt::format("{} is {}; it must be an integer, {} to {}", what, shown(value), low, high));
  }
  if (too_large || value.get<std::int64_t>() < low || value.get<std::int64_t>() > high) {
    throw Error(fmt::format("{} is {}; legal are {} to {}", what, shown(value), low, high));
  }
  return value.get<std::int64_t>();
}

JsonReader::JsonReader(const nlohmann::json& object, std::string where) : object_(object), where_(std::move(where)) {
  if (!object.is_object()) throw Error(fmt::format("{}: {} is not a JSON object", where_, shown(object)));
}

bool JsonReader::has(const char* key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
  return object_.contains(key);
}

const nlohmann::json& JsonReader::member(const char* key) {
  if (!has(key)) fail(key, "is missing");
  return object_.at(key);
}

std::int64_t JsonReader::integer(const char* key, std::int64_t low, std::int64_t high) {
  return checked_integer(member(key), low, high, fmt::format("{}: {}", where_, key));
}

std::string JsonReader::text(const char* key) {
  const nlohmann::json& value = member(key);
  if (!value.is_string()) fail(key, fmt::format("is {}; it must be a string", shown(value)));
  return value.get<std::string>();
}

bool JsonReader::boolean(const char* key) {
  const nlohmann::json& value = member(key);
  if (!value.is_boolean()) fail(key, fmt::format("is {}; it must be true or false", shown(value)));
  return value.get<bool>();
}

const nlohmann::json& JsonReader::array(const char* key) {
  const nlohmann::json& value = member(key);
  if (!value.is_array()) fail(key, fmt::format("is {}; it must be an array", shown(value)));
  return value;
}

void JsonReader::expect_no_more() const {
  for (const auto& item : object_.items()) {
    if (std::find(known_.begin(), known_.end(), item.key()) == known_.end()) {
      throw Error(fmt::format("{}: unknown key \"{}\"; known are {}", where_, item.key(), fmt::join(known_, ", ")));
    }
  }
}

void JsonReader::fail(const char* key, const std::string& what) const {
  throw Error(fmt::format("{}: {} {}", where_, key, what));
}

}  // namespace vtasim
