#include "sim/page/row_copy.h"

#include <fmt/format.h>

#include "isa/base/error.h"

namespace vtasim::page {
namespace {

// What a script can count in.
constexpr std::int64_t kLargest = std::int64_t{1} << 53;

/// Throws Error unless `value` is `depth` levels of objects with cycles in the last one, or with another object of
/// cycles there: those of the bus, by who takes it.
void check_cycles(const nlohmann::json& value, int depth, const std::string& where) {
  if (depth > 0 && !value.is_object()) throw Error(fmt::format("{} is {}; it must be an object", where, shown(value)));
  if (depth < 0 || !value.is_object()) {
    static_cast<void>(checked_integer(value, 0, kLargest, where));
    return;
  }
  for (const auto& [key, member] : value.items()) check_cycles(member, depth - 1, fmt::format("{}: {}", where, key));
}

}  // namespace

RowCopy::RowCopy(const nlohmann::json& row, const std::string& where, std::size_t file)
    : reader_(row, where), row_({{"file", file}}) {}

std::string RowCopy::text(const char* key) {
  const std::string value = reader_.text(key);
  row_[key] = value;
  return value;
}

bool RowCopy::boolean(const char* key) {
  const bool value = reader_.boolean(key);
  row_[key] = value;
  return value;
}

std::int64_t RowCopy::integer(const char* key, std::int64_t low) {
  const std::int64_t value = reader_.integer(key, low, kLargest);
  row_[key] = value;
  return value;
}

double RowCopy::number(const char* key) {
  const nlohmann::json& value = reader_.member(key);
  if (!value.is_number() || !(value.get<double>() >= 0)) {
    reader_.fail(key, fmt::format("is {}; legal are numbers from 0 on", shown(value)));
  }
  row_[key] = value;
  return value.get<double>();
}

void RowCopy::causes() {
  JsonReader causes(reader_.member("causes"), reader_.where() + ": causes");
  const nlohmann::json& units = causes.member("units");
  // Unit, work, cause.
  check_cycles(units, 3, causes.where() + ": units");
  row_["causes"] = units;
}

}  // namespace vtasim::page
