#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace vtasim {

/// Levels of arrays and objects in each other that a file may have; no file of ours has more than six.
inline constexpr std::size_t kDeepestJson = 64;

/// Parses `text`, which starts at line `first_line` of `file`. Throws Error "file:line: column N: what is wrong"; where
/// an object has a key twice, "file:line: key "KEY" is there twice"; and for values nested deeper than kDeepestJson.
nlohmann::json parse_json(std::string_view text, const std::string& file, std::size_t first_line = 1);

}  // namespace vtasim
