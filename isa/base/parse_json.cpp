#include "isa/base/parse_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "isa/base/error.h"
#include "isa/base/json_reader.h"
#include "isa/base/text_cursor.h"

namespace vtasim {

namespace {

using nlohmann::json;

/// What is wrong, of the library's "[...] parse error at line L, column C: what is wrong" and "[...] what is wrong". It
/// repeats the token that it is about, of any length.
std::string reason_of(std::string_view what) {
  constexpr std::size_t kLongest = 200;
  if (const std::size_t end = what.find("] "); end != std::string_view::npos) what.remove_prefix(end + 2);
  constexpr std::string_view kPlace = "parse error";
  if (what.substr(0, kPlace.size()) == kPlace) what.remove_prefix(std::min(what.size(), what.find(": ") + 2));
  return std::string(what.substr(0, kLongest)) + (what.size() > kLongest ? "..." : "");
}

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
      throw Error(fmt::format("{}:{}: key {} is there twice", file_, line_after(read()), shown(name)));
    }
    member_ = &place->second;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) {
    // The parser counts the characters it has read.
    const std::size_t at = std::min(text_.size(), position > 0 ? position - 1 : 0);
    const std::size_t column = at - (text_.substr(0, at).rfind('\n') + 1) + 1;
    throw Error(fmt::format("{}:{}: column {}: {}", file_, line_after(at), column, reason_of(error.what())));
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
    if (open_.size() >= kDeepestJson) {
      throw Error(fmt::format("{}:{}: arrays and objects are nested deeper than {} levels", file_, line_after(read()),
                              kDeepestJson));
    }
    open_.push_back(place(json(type)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  /// Characters that the parser has taken.
  std::size_t read() const { return static_cast<std::size_t>(*reached_ - text_.data()); }

  std::size_t line_after(std::size_t characters) const {
    return first_line_ + static_cast<std::size_t>(std::count(text_.begin(), text_.begin() + characters, '\n'));
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
  json::sax_parse(TextCursor(text.data(), &reached), TextCursor(end, &reached), &builder);
  return builder.take();
}

}  // namespace vtasim
