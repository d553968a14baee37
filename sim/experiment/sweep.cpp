#include "sim/experiment/sweep.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <string_view>

#include "isa/base/error.h"
#include "isa/base/json_reader.h"

namespace vtasim::experiment {
namespace {

using nlohmann::json;

/// Beyond any number that can be swept.
constexpr std::int64_t kMost = 1 << 24;

/// A key, and the keys of the objects that it is in.
struct Key {
  std::vector<std::string> path;
  bool of_lists = false;
};

Key key_of(std::string_view text) {
  Key key;
  constexpr std::string_view kLists = "[]";
  key.of_lists = text.size() > kLists.size() && text.substr(text.size() - kLists.size()) == kLists;
  if (key.of_lists) text.remove_suffix(kLists.size());
  for (std::size_t dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.')) {
    key.path.emplace_back(text.substr(0, dot));
    text.remove_prefix(dot + 1);
  }
  key.path.emplace_back(text);
  return key;
}

/// Where the key's value stands; null where there is none.
json* find(json& object, const Key& key) {
  json* value = &object;
  for (const std::string& name : key.path) {
    if (!value->is_object() || !value->contains(name)) return nullptr;
    value = &(*value)[name];
  }
  return value;
}

json range(const json& value, const std::string& where) {
  JsonReader reader(value, where);
  const std::int64_t from = reader.integer("from", 0, kMost);
  const std::int64_t to = reader.integer("to", from, kMost);
  const std::int64_t step = reader.has("step") ? reader.integer("step", 1, kMost) : 1;
  reader.expect_no_more();
  json values = json::array();
  for (std::int64_t n = from; n <= to && values.size() <= kMostSwept; n += step) values.push_back(n);
  return values;
}

/// The values that are swept; nothing for a value that is no sweep.
std::optional<json> values_of(const json& value, const Key& key, const std::string& where) {
  if (value.is_object() && value.contains("from")) return range(value, where);
  if (!value.is_array()) return std::nullopt;
  if (key.of_lists && (value.empty() || !value.front().is_array())) return std::nullopt;
  if (value.empty()) throw Error(fmt::format("{} is []; a sweep has a value or more", where));
  return value;
}

/// A key in a label: its last two names, or the one that there is.
std::string label_of(const Key& key) {
  const std::size_t names = key.path.size();
  return names > 2 ? key.path[names - 2] + "." + key.path.back() : key.path.back();
}

/// A value in a label.
std::string text_of(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_object()) return value.contains("name") ? text_of(value["name"]) : "custom";
  if (!value.is_array()) return shown(value);
  std::string text;
  for (const json& part : value) text += (text.empty() ? "" : "-") + text_of(part);
  return text;
}

}  // namespace

std::vector<SweptObject> swept(const json& object, const std::vector<std::string>& keys, const std::string& where) {
  std::vector<SweptObject> all{{object, ""}};
  if (!object.is_object()) return all;
  for (const std::string& text : keys) {
    const Key key = key_of(text);
    const json* value = find(all.front().object, key);  // The same in all of them.
    if (value == nullptr) continue;
    const std::string name = fmt::format("{}", fmt::join(key.path, "."));
    const std::optional<json> values = values_of(*value, key, fmt::format("{}: {}", where, name));
    if (!values) continue;
    if (values->size() > kMostSwept / all.size()) {
      throw Error(fmt::format("{}: {}: the sweep comes to more than {} schedules", where, name, kMostSwept));
    }
    std::vector<SweptObject> more;
    for (const SweptObject& one : all) {
      for (const json& single : *values) {
        more.push_back(one);
        *find(more.back().object, key) = single;
        more.back().label += fmt::format("{}{}={}", one.label.empty() ? "" : " ", label_of(key), text_of(single));
      }
    }
    all = std::move(more);
  }
  return all;
}

}  // namespace vtasim::experiment
