#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace vtasim {

/// The text of a JSON file for people to change: a member a line, two blanks a level, lists of numbers, words and such
/// lists in one line. Keys stand as they are in `value`. Texts that are no UTF-8 have U+FFFD in their place.
std::string readable_json(const nlohmann::ordered_json& value);

}  // namespace vtasim
