#include <fmt/format.h>

#include <map>

#include "isa/base/error.h"
#include "sim/observe/cause.h"
#include "sim/page/row_copy.h"
#include "sim/page/rows.h"

namespace vtasim::page {
namespace {

using nlohmann::json;

// What a script can count in.
constexpr std::int64_t kLargest = std::int64_t{1} << 53;

/// Numbers of texts, which stand once in a list.
class Texts {
 public:
  std::size_t number_of(const std::string& text) {
    const auto [known, added] = numbers_.emplace(text, list_.size());
    if (added) list_.push_back(text);
    return known->second;
  }
  const json& list() const { return list_; }

 private:
  std::map<std::string, std::size_t> numbers_;
  json list_ = json::array();
};

/// Reads a profile's parts; what they name is checked to be there.
class ProfileReader {
 public:
  ProfileReader(std::string where, std::int64_t instructions) : where_(std::move(where)), instructions_(instructions) {}

  /// Instructions, a list for each of their members.
  json instructions(const json& written) {
    json columns = {{"before", json::array()}, {"at_work", json::array()}};
    for (const char* key :
         {"module", "work", "what", "dispatch", "start", "end", "token_prev", "token_next", "slack"}) {
      columns[key] = json::array();
    }
    std::size_t number = 0;
    for (const json& object : written) {
      JsonReader reader(object, fmt::format("{}: instructions[{}]", where_, number++));
      for (const char* key : {"module", "work"}) columns[key].push_back(texts_.number_of(reader.text(key)));
      const std::string place =
          reader.has("place") ? place_text(reader.member("place"), reader.where() + ": place") : "";
      columns["what"].push_back(texts_.number_of(reader.text("what") + place));
      for (const char* key : {"dispatch", "start", "end"}) columns[key].push_back(reader.integer(key, -1, kLargest));
      for (const char* key : {"token_prev", "token_next"}) {
        columns[key].push_back(reader.has(key) ? reader.integer(key, 0, instructions_ - 1) : -1);
      }
      columns["slack"].push_back(reader.has("slack") ? reader.integer("slack", 0, kLargest) : -1);
      for (const char* key : {"before", "at_work"}) columns[key].push_back(shares(reader, key));
    }
    return columns;
  }

  /// What every cycle of every unit went to, in order of time.
  json timeline(const json& written) {
    JsonReader units(written, where_ + ": timeline");
    json read = json::object();
    for (std::size_t u = 0; u < machine::kUnitCount; ++u) {
      const std::string unit(to_string(static_cast<machine::Unit>(u)));
      JsonReader reader(units.member(unit.c_str()), fmt::format("{}: timeline: {}", where_, unit));
      const json& cycles = reader.array("cycles");
      for (const char* key : {"cause", "instruction"}) {
        if (reader.array(key).size() != cycles.size()) {
          reader.fail(key, fmt::format("has {} values, and cycles has {}", reader.array(key).size(), cycles.size()));
        }
      }
      const auto of = [&](const char* key, std::size_t i) { return fmt::format("{}: {}[{}]", reader.where(), key, i); };
      json causes = json::array();
      for (std::size_t i = 0; i < cycles.size(); ++i) {
        static_cast<void>(checked_integer(cycles[i], 1, kLargest, of("cycles", i)));
        static_cast<void>(
            checked_integer(reader.member("instruction")[i], -1, instructions_ - 1, of("instruction", i)));
        const json& cause = reader.member("cause")[i];
        if (!cause.is_string()) throw Error(fmt::format("{} is {}; it must be a text", of("cause", i), shown(cause)));
        causes.push_back(texts_.number_of(cause.get<std::string>()));
      }
      read[unit] = {{"cycles", cycles}, {"cause", std::move(causes)}, {"instruction", reader.member("instruction")}};
    }
    return read;
  }

  /// Steps of the critical path, as [unit, instruction, from, to].
  json path(const json& written) {
    JsonReader reader(written, where_ + ": critical_path");
    json read = json::array();
    std::size_t number = 0;
    for (const json& step : reader.array("steps")) {
      const std::string what = fmt::format("{}: critical_path: steps[{}]", where_, number++);
      if (!step.is_array() || step.size() != 5 || !step[0].is_string()) {
        throw Error(fmt::format("{} is {}; it must be [unit, work, instruction, from, to]", what, shown(step)));
      }
      const std::int64_t from = checked_integer(step[3], 0, kLargest, what + "[3]");
      read.push_back({texts_.number_of(step[0].get<std::string>()),
                      checked_integer(step[2], -1, instructions_ - 1, what + "[2]"), from,
                      checked_integer(step[4], from, kLargest, what + "[4]")});
    }
    return read;
  }

  const json& texts() const { return texts_.list(); }

 private:
  /// Causes of cycles, as [cause, cycles, who took the bus or -1, instruction or -1].
  json shares(JsonReader& of, const char* key) {
    json read = json::array();
    for (const json& object : of.array(key)) {
      JsonReader reader(object, fmt::format("{}: {}[{}]", of.where(), key, read.size()));
      json share = {texts_.number_of(reader.text("cause")), reader.integer("cycles", 1, kLargest), -1, -1};
      if (reader.has("taken_by")) share[2] = texts_.number_of(reader.text("taken_by"));
      if (reader.has("instruction")) share[3] = reader.integer("instruction", 0, instructions_ - 1);
      read.push_back(std::move(share));
    }
    return read;
  }

  std::string where_;
  std::int64_t instructions_;
  Texts texts_;
};

}  // namespace

void add_profile(const json& content, const std::string& where, std::size_t file, Results& results) {
  RowCopy row(content, where, file);
  const std::string name = row.text("program");
  row.text("hardware");
  if (row.boolean("finished")) {
    row.integer("cycles", 1);
    row.text("verdict");
  } else if (row.has("problem")) {
    row.text("problem");
  }
  row.causes();
  const json& instructions = row.reader().array("instructions");
  ProfileReader reader(where, static_cast<std::int64_t>(instructions.size()));
  row.set("instructions", reader.instructions(instructions));
  row.set("timeline", reader.timeline(row.reader().member("timeline")));
  row.set("path", row.has("critical_path") ? reader.path(row.reader().member("critical_path")) : json::array());
  row.set("texts", reader.texts());
  if (row.has("scratchpads")) row.set("scratchpads", scratchpads_copy(content, where));
  if (row.has("mapping")) row.set("mapping", mapping_copy(row.reader().member("mapping"), where + ": mapping"));
  results.profiles.push_back(row.take());
}

}  // namespace vtasim::page
