#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace vtasim {

/// Reads the members of a JSON object one by one with type and range checks, so that whatever was never asked for is an
/// unknown key. All errors are Errors that start with `where`.
class JsonReader {
 public:
  /// Throws when `object` is not a JSON object. Keeps a reference to it.
  JsonReader(const nlohmann::json& object, std::string where);

  const std::string& where() const { return where_; }
  bool has(const char* key);
  /// The member, of whatever type. Throws when it is missing, as all below.
  const nlohmann::json& member(const char* key);
  std::int64_t integer(const char* key, std::int64_t low, std::int64_t high);
  /// A number, which may have decimals.
  double number(const char* key, double low, double high);
  std::string text(const char* key);
  bool boolean(const char* key);
  const nlohmann::json& array(const char* key);

  /// Throws when the object has keys that were never asked for; lists those that were.
  void expect_no_more() const;

  [[noreturn]] void fail(const char* key, const std::string& what) const;

 private:
  const nlohmann::json& object_;
  std::string where_;
  std::vector<std::string> known_;
};

/// "3 to 6"; "4 only" where the limits are equal; "16 and more" where the upper one is the largest integer.
std::string range_text(std::int64_t low, std::int64_t high);

/// The integer in `value`. Throws Error "what is VALUE; legal are LOW to HIGH" for other types and values.
std::int64_t checked_integer(const nlohmann::json& value, std::int64_t low, std::int64_t high, const std::string& what);

/// The text of a JSON value for a file or a pipe; one line, or indented by `indent` blanks a level. Texts that are no
/// UTF-8, as a name taken from a file's may be, have U+FFFD in their place.
std::string json_text(const nlohmann::json& value, int indent = -1);
std::string json_text(const nlohmann::ordered_json& value, int indent = -1);

/// A JSON value for a message: its text, cut where it is long.
std::string shown(const nlohmann::json& value);
std::string shown(const std::string& text);

}  // namespace vtasim
