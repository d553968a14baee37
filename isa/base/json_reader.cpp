#include "isa/base/json_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "isa/base/error.h"

namespace vtasim {

namespace {

/// Writes the beginning of a value as JSON, and not much more of it than is asked for.
class Excerpt {
 public:
  explicit Excerpt(std::size_t size) : size_(size) {}

  /// The text of `value`, cut after `size` characters.
  std::string of(const nlohmann::json& value) {
    add(value);
    return text_.size() <= size_ ? text_ : text_.substr(0, size_) + "...";
  }

 private:
  bool full() const { return text_.size() > size_; }

  void add(const nlohmann::json& value) {
    if (value.is_array()) {
      text_ += '[';
      for (auto item = value.begin(); item != value.end() && !full(); ++item) {
        if (item != value.begin()) text_ += ',';
        add(*item);
      }
      text_ += ']';
    } else if (value.is_object()) {
      text_ += '{';
      for (auto item = value.begin(); item != value.end() && !full(); ++item) {
        if (item != value.begin()) text_ += ',';
        add_text(item.key());
        text_ += ':';
        add(*item);
      }
      text_ += '}';
    } else if (value.is_string()) {
      add_text(value.get_ref<const std::string&>());
    } else {
      text_ += value.dump();
    }
  }

  void add_text(const std::string& text) {
    // A character is a byte at least: of a long text the rest cannot be seen.
    text_ += nlohmann::json(text.substr(0, size_ + 1)).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  }

  std::size_t size_;
  std::string text_;
};

}  // namespace

std::string json_text(const nlohmann::json& value, int indent) {
  return value.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string json_text(const nlohmann::ordered_json& value, int indent) {
  return value.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string shown(const nlohmann::json& value) {
  constexpr std::size_t kLongest = 60;
  return Excerpt(kLongest).of(value);
}

std::string shown(const std::string& text) { return shown(nlohmann::json(text)); }

std::string range_text(std::int64_t low, std::int64_t high) {
  if (low == high) return fmt::format("{} only", low);
  if (high == std::numeric_limits<std::int64_t>::max()) return fmt::format("{} and more", low);
  return fmt::format("{} to {}", low, high);
}

std::int64_t checked_integer(const nlohmann::json& value, std::int64_t low, std::int64_t high,
                             const std::string& what) {
  const bool too_large = value.is_number_unsigned() &&
                         value.get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()};
  if (!value.is_number_integer()) {
    throw Error(fmt::format("{} is {}; it must be an integer, {}", what, shown(value), range_text(low, high)));
  }
  if (too_large || value.get<std::int64_t>() < low || value.get<std::int64_t>() > high) {
    throw Error(
        fmt::format("{} is {}; legal {} {}", what, shown(value), low == high ? "is" : "are", range_text(low, high)));
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

double JsonReader::number(const char* key, double low, double high) {
  const nlohmann::json& value = member(key);
  if (!value.is_number() || !(value.get<double>() >= low && value.get<double>() <= high)) {
    fail(key, fmt::format("is {}; legal are numbers from {} to {}", shown(value), low, high));
  }
  return value.get<double>();
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
      throw Error(fmt::format("{}: unknown key {}; known are {}", where_, shown(item.key()), fmt::join(known_, ", ")));
    }
  }
}

void JsonReader::fail(const char* key, const std::string& what) const {
  throw Error(fmt::format("{}: {} {}", where_, key, what));
}

}  // namespace vtasim
