#include "isa/json_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <limits>
#include <utility>

#include "isa/error.h"

namespace vtasim {

namespace {

using nlohmann::json;

/// Goes through a text and leaves behind how far it is: the parser takes a character only when it needs it, so that in
/// its callbacks this is the place.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Cursor(const char* at, const char** reached) : at_(at), reached_(reached) {}
  const char& operator*() const { return *at_; }
  Cursor& operator++() {
    *reached_ = ++at_;
    return *this;
  }
  Cursor operator++(int) {
    const Cursor before = *this;
    ++*this;
    return before;
  }
  bool operator==(const Cursor& other) const { return at_ == other.at_; }
  bool operator!=(const Cursor& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** reached_;
};

/// Makes the value of what the parser finds, as json::parse() does, but refuses an object that has a key twice, of
/// which that one keeps the last.
class ValueBuilder {
 public:
  ValueBuilder(std::string_view text, const char** reached, const std::string& file, std::size_t first_line)
      : text_(text), reached_(reached), file_(file), first_line_(first_line) {}

  json take() { return std::move(root_); }

  bool null() { return add(nullptr); }
  bool boolean(bool value) { return add(value); }
  bool number_integer(std::int64_t value) { return add(value); }
  bool number_unsigned(std::uint64_t value) { return add(value); }
  bool number_float(double value, const std::string&) { return add(value); }
  bool string(std::string& value) { return add(std::move(value)); }
  bool binary(json::binary_t& value) { return add(std::move(value)); }

  bool start_object(std::size_t) { return open(json::value_t::object); }
  bool end_object() { return close(); }
  bool start_array(std::size_t) { return open(json::value_t::array); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    const auto [place, is_new] = open_.back()->get_ref<json::object_t&>().try_emplace(name);
    if (!is_new) {
      const auto read = static_cast<std::size_t>(*reached_ - text_.data());
      throw Error(fmt::format("{}:{}: key {} is there twice", file_, line_after(read), shown(name)));
    }
    member_ = &place->second;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) {
    // The parser counts the characters it has read; what() is "[...] parse error at line L, column C: what is wrong".
    const std::size_t read = std::min(text_.size(), position > 0 ? position - 1 : 0);
    const std::size_t column = read - (text_.substr(0, read).rfind('\n') + 1) + 1;
    const std::string_view what = error.what();
    const std::size_t reason = what.find(": ");
    throw Error(fmt::format("{}:{}: column {}: {}", file_, line_after(read), column,
                            reason == std::string_view::npos ? what : what.substr(reason + 2)));
  }

 private:
  template <class Value>
  json* place(Value&& value) {
    if (open_.empty()) {
      root_ = std::forward<Value>(value);
      return &root_;
    }
    if (auto* array = open_.back()->get_ptr<json::array_t*>()) return &array->emplace_back(std::forward<Value>(value));
    *member_ = std::forward<Value>(value);
    return member_;
  }
  template <class Value>
  bool add(Value&& value) {
    place(std::forward<Value>(value));
    return true;
  }
  bool open(json::value_t type) {
    open_.push_back(place(json(type)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::size_t line_after(std::size_t read) const {
    return first_line_ + static_cast<std::size_t>(std::count(text_.begin(), text_.begin() + read, '\n'));
  }

  std::string_view text_;
  const char** reached_;
  const std::string& file_;
  std::size_t first_line_;
  json root_;
  std::vector<json*> open_;  ///< The arrays and objects that the parser is in. They stay put: only the last one grows.
  json* member_ = nullptr;   ///< Of the innermost object: the one whose value comes next.
};

}  // namespace

json parse_json(std::string_view text, const std::string& file, std::size_t first_line) {
  const char* reached = text.data();
  ValueBuilder builder(text, &reached, file, first_line);
  const char* const end = text.data() + text.size();
  json::sax_parse(Cursor(text.data(), &reached), Cursor(end, &reached), &builder);
  return builder.take();
}

std::string shown(const nlohmann::json& value) {
  constexpr std::size_t kLongest = 60;
  const std::string text = value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  return text.size() <= kLongest ? text : text.substr(0, kLongest) + "...";
}

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
