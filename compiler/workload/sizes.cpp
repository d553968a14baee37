#include "compiler/workload/sizes.h"

#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>

#include "isa/base/json_reader.h"

namespace vtasim::compiler {
void fail_value(JsonReader& reader, const char* key, const std::string& legal) {
  reader.fail(key, fmt::format("is {}; it must be {}", shown(reader.member(key)), legal));
}

void read_list(JsonReader& reader, const char* key, int low, int high, int* numbers, std::size_t count) {
  const nlohmann::json& value = reader.member(key);
  if (!value.is_array() || value.size() != count) fail_value(reader, key, fmt::format("a list of {} integers", count));
  for (std::size_t i = 0; i < count; ++i) {
    numbers[i] =
        static_cast<int>(checked_integer(value[i], low, high, fmt::format("{}: {}[{}]", reader.where(), key, i)));
  }
}

std::array<int, 4> read_shape(JsonReader& reader, const char* key) {
  return read_list<4>(reader, key, 1, kLargestSize);
}

std::array<int, 2> read_pair(JsonReader& reader, const char* key, int low, int high) {
  if (reader.member(key).is_array()) return read_list<2>(reader, key, low, high);
  const auto n = static_cast<int>(reader.integer(key, low, high));
  return {n, n};
}

std::array<int, 2> read_steps(JsonReader& reader, const char* key) {
  if (!reader.has(key)) return {1, 1};
  return read_pair(reader, key, 1, kLargestSize);
}

std::array<int, 4> read_padding(JsonReader& reader) {
  if (!reader.has("padding")) return {};
  const nlohmann::json& value = reader.member("padding");
  if (value.is_array() && value.size() == 4) return read_list<4>(reader, "padding", 0, kLargestSize);
  if (value.is_array() && value.size() != 2) {
    fail_value(reader, "padding", "an integer, [h, w] or [top, bottom, left, right]");
  }
  const auto [rows, cols] = read_pair(reader, "padding", 0, kLargestSize);
  return {rows, rows, cols, cols};
}

bool can_be_indexed(std::initializer_list<int> sizes) {
  std::int64_t volume = 1;
  for (const int size : sizes) {
    volume *= size;
    if (volume > std::numeric_limits<int>::max()) return false;
  }
  return true;
}

}  // namespace vtasim::compiler
