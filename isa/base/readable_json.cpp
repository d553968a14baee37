#include "isa/base/readable_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "isa/base/json_reader.h"

namespace vtasim {
namespace {

using nlohmann::ordered_json;

/// Whether a value goes into one line: nothing in it has keys.
bool in_one_line(const ordered_json& value) {
  if (value.is_object()) return value.empty();
  if (!value.is_array()) return true;
  return std::all_of(value.begin(), value.end(), [](const ordered_json& part) { return in_one_line(part); });
}

void append(const ordered_json& value, std::size_t depth, std::string& text);

/// Members between brackets, a line each; `append_member` adds one.
template <typename AppendMember>
void append_lines(const ordered_json& value, std::size_t depth, char open, char close, std::string& text,
                  const AppendMember& append_member) {
  text += open;
  const std::string indent(2 * (depth + 1), ' ');
  for (auto member = value.begin(); member != value.end(); ++member) {
    text += (member == value.begin() ? "\n" : ",\n") + indent;
    append_member(member);
  }
  text += '\n' + std::string(2 * depth, ' ') + close;
}

void append_list(const ordered_json& value, std::string& text) {
  text += '[';
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i > 0) text += ", ";
    append(value[i], 0, text);
  }
  text += ']';
}

void append(const ordered_json& value, std::size_t depth, std::string& text) {
  if (value.is_array() && in_one_line(value)) {
    append_list(value, text);
  } else if (value.is_array()) {
    append_lines(value, depth, '[', ']', text, [&](const auto& member) { append(*member, depth + 1, text); });
  } else if (value.is_object() && !value.empty()) {
    append_lines(value, depth, '{', '}', text, [&](const auto& member) {
      text += json_text(ordered_json(member.key())) + ": ";
      append(member.value(), depth + 1, text);
    });
  } else {
    text += json_text(value);
  }
}

}  // namespace

std::string readable_json(const ordered_json& value) {
  std::string text;
  append(value, 0, text);
  return text + '\n';
}

}  // namespace vtasim
