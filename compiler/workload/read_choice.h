#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

#include "compiler/workload/sizes.h"
#include "isa/base/json_reader.h"

namespace vtasim::compiler {

/// The enumerator whose name stands under `key`, of names in the order of the enumeration; the first where there is no
/// such key. Throws Error that lists the names.
template <typename Enum, std::size_t n>
Enum read_choice(JsonReader& reader, const char* key, const char* const (&names)[n]) {
  if (!reader.has(key)) return Enum{};
  const nlohmann::json& value = reader.member(key);
  std::string known;
  for (std::size_t i = 0; i < n; ++i) {
    if (value == names[i]) return static_cast<Enum>(i);
    known += fmt::format("{}\"{}\"", i == 0 ? "" : i + 1 == n ? " or " : ", ", names[i]);
  }
  fail_value(reader, key, known);
}

}  // namespace vtasim::compiler
