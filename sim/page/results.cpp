#include "sim/page/results.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "isa/base/error.h"
#include "isa/base/files.h"
#include "isa/base/json_reader.h"
#include "isa/base/parse_json.h"
#include "sim/check/cycle_uses.h"
#include "sim/page/rows.h"

namespace vtasim::page {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

/// Calls visit(json, "FILE:LINE") for each line that has something.
template <class Visit>
void for_each_json_line(const std::string& text, const std::string& file, Visit&& visit) {
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = std::string_view(text).substr(begin, end - begin);
    begin = end + 1;
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    visit(parse_json(line, file, number), fmt::format("{}:{}", file, number));
  }
}

bool has(const json& content, std::initializer_list<const char*> keys) {
  return content.is_object() &&
         std::all_of(keys.begin(), keys.end(), [&](const char* key) { return content.contains(key); });
}

/// The host's name, of a comparison.
void describe_host(const json& content, const std::string& where, json& described) {
  JsonReader reader(content, where);
  JsonReader host(reader.member("host"), where + ": host");
  described["host"] = host.text("name");
}

void add_file(const fs::path& path, Results& results) {
  const std::string name = path.string();
  const std::size_t file = results.files.size();
  const std::string text = read_whole_file(path);
  json described = {{"name", name}, {"hardware", json::object()}};
  const auto is = [&](const char* kind) { described["kind"] = kind; };
  if (path.extension() == ".jsonl") {
    is("replay");
    for_each_json_line(text, name,
                       [&](const json& line, const std::string& where) { add_run(line, where, file, results); });
    results.files.push_back(std::move(described));
    return;
  }
  const json content = parse_json(text, name);
  if (has(content, {"layers", "hardware", "rows"})) {
    is("compare");
    describe_host(content, name, described);
    add_comparison(content, name, file, described, results);
  } else if (has(content, {"host", "rows"})) {
    is("fuse");
    describe_host(content, name, described);
    add_pairs(content, name, file, results);
  } else if (has(content, {"network", "results"})) {
    is("network");
    describe_host(content, name, described);
    add_networks(content, name, file, results);
  } else if (has(content, {"program", "instructions", "causes"})) {
    is("explain");
    add_profile(content, name, file, results);
  } else if (content.is_array()) {
    is("check");
    add_benchmark(content, name, file, results);
  } else if (has(content, {"configurations", "entries"})) {
    is("baseline");
    add_baseline(name, file, results);
  } else {
    throw Error(
        fmt::format("{}: is no result: it must be of compare --json, fuse --json, network --json, explain --json, "
                    "check --benchmark-json or replay --results, or a suite's baseline",
                    name));
  }
  results.files.push_back(std::move(described));
}

json uses() {
  json list = json::array();
  for (const check::CycleUse& use : check::kCycleUses) {
    list.push_back({{"module", to_string(use.module)}, {"key", use.key}, {"text", use.text}});
  }
  return list;
}

}  // namespace

std::int64_t Results::rows() const {
  return static_cast<std::int64_t>(programs.size() + pairs.size() + networks.size() + entries.size() + runs.size() +
                                   profiles.size());
}

json Results::to_json() const {
  return {{"files", files}, {"programs", programs}, {"totals", totals},
          {"pairs", pairs}, {"networks", networks}, {"entries", entries},
          {"runs", runs},   {"profiles", profiles}, {"uses", uses()}};
}

Results read_results(const std::vector<fs::path>& files) {
  Results results;
  for (const fs::path& file : files) add_file(file, results);
  if (results.rows() == 0)
    throw Error(fmt::format("{}: has no rows; a page of nothing else shows nothing", files.front().string()));
  return results;
}

}  // namespace vtasim::page
