#include "sim/check/entry_lines.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "isa/base/text_cursor.h"

namespace vtasim::check {

std::vector<std::size_t> entry_lines(const std::string& text) {
  constexpr int kEntryDepth = 2;  // In an array in the object.
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const char* reached = begin;  // By the parser;
  const char* counted = begin;  // and so far its line ends are counted.
  std::size_t line = 1;
  std::vector<std::size_t> lines;
  const auto note = [&](int depth, nlohmann::json::parse_event_t event, nlohmann::json&) {
    if (event != nlohmann::json::parse_event_t::object_start || depth != kEntryDepth) return true;
    line += static_cast<std::size_t>(std::count(counted, reached, '\n'));
    counted = reached;
    lines.push_back(line);
    return true;
  };
  [[maybe_unused]] const auto parsed =
      nlohmann::json::parse(TextCursor(begin, &reached), TextCursor(end, &reached), note);
  return lines;
}

}  // namespace vtasim::check
