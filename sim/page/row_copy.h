#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "isa/base/json_reader.h"

namespace vtasim::page {

/// Takes over members of a row of results, with their types and ranges checked: what is not taken stays behind. Throws
/// Error naming row and member.
class RowCopy {
 public:
  /// Keeps a reference to `row`.
  RowCopy(const nlohmann::json& row, const std::string& where, std::size_t file);

  JsonReader& reader() { return reader_; }
  bool has(const char* key) { return reader_.has(key); }
  std::string text(const char* key);
  bool boolean(const char* key);
  std::int64_t integer(const char* key, std::int64_t low = 0);
  /// A number that is no less than 0.
  double number(const char* key);
  /// The cycles of `causes`, by unit, kind of work and cause, in whatever a simulator has of them.
  void causes();
  void set(const char* key, nlohmann::json value) { row_[key] = std::move(value); }
  nlohmann::json take() { return std::move(row_); }

 private:
  JsonReader reader_;
  nlohmann::json row_;
};

}  // namespace vtasim::page
