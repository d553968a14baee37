#include <fmt/format.h>

#include "isa/base/error.h"
#include "isa/base/json_reader.h"
#include "isa/hardware_config.h"
#include "sim/page/rows.h"

namespace vtasim::page {

using nlohmann::json;

json scratchpads_copy(const json& profile, const std::string& where) {
  JsonReader reader(profile, where);
  JsonReader scratchpads(reader.member("scratchpads"), where + ": scratchpads");
  json read = json::object();
  for (int b = 0; b < isa::kBufferCount; ++b) {
    const std::string name(to_string(static_cast<isa::Buffer>(b)));
    JsonReader scratchpad(scratchpads.member(name.c_str()), fmt::format("{}: {}", scratchpads.where(), name));
    const std::int64_t depth = scratchpad.integer("depth", 1, std::int64_t{1} << 32);
    json& of = read[name] = {{"depth", depth},
                             {"most_live", scratchpad.integer("most_live", 0, std::int64_t{1} << 53)},
                             {"instruction", json::array()},
                             {"begun", json::array()},
                             {"ended", json::array()}};
    std::size_t number = 0;
    for (const json& instruction : reader.array("instructions")) {
      const std::size_t index = number++;
      if (!instruction.contains("live") || !instruction["live"].is_object() || !instruction["live"].contains(name)) {
        continue;
      }
      const std::string what = fmt::format("{}: instructions[{}]: live: {}", where, index, name);
      const json& changes = instruction["live"][name];
      if (!changes.is_array() || changes.size() != 2) {
        throw Error(fmt::format("{} is {}; it must be [entries begun, entries ended]", what, shown(changes)));
      }
      of["instruction"].push_back(index);
      of["begun"].push_back(checked_integer(changes[0], 0, depth, what + "[0]"));
      of["ended"].push_back(checked_integer(changes[1], 0, depth, what + "[1]"));
    }
  }
  return read;
}

std::string place_text(const json& place, const std::string& where) {
  std::string text;
  JsonReader reader(place, where);
  for (const char* loop : {"image", "group", "filter", "row", "col", "vector", "tap"}) {
    if (!reader.has(loop)) continue;
    const json& range = reader.array(loop);
    if (range.size() != 3)
      reader.fail(loop, fmt::format("is {}; it must be [first, how many, of how many]", shown(range)));
    const std::string what = fmt::format("{}: {}", where, loop);
    const std::int64_t first = checked_integer(range[0], 0, std::int64_t{1} << 31, what + "[0]");
    const std::int64_t count = checked_integer(range[1], 1, std::int64_t{1} << 31, what + "[1]");
    text +=
        count == 1 ? fmt::format(", {} {}", loop, first) : fmt::format(", {}s {}-{}", loop, first, first + count - 1);
  }
  return text;
}

}  // namespace vtasim::page
