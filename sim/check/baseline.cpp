#include "sim/check/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

#include "isa/base/error.h"
#include "isa/base/files.h"
#include "isa/base/json_reader.h"
#include "isa/base/parse_json.h"

namespace vtasim::check {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

std::map<std::string, nlohmann::json> read_contents(JsonReader& reader, const char* key) {
  const nlohmann::json& object = reader.member(key);
  if (!object.is_object()) reader.fail(key, fmt::format("is {}; it must be an object", shown(object)));
  return object.get<std::map<std::string, nlohmann::json>>();
}

/// `"key": open`, the lines between commas, `close`.
std::string block(const char* key, char open, const std::vector<std::string>& lines, char close) {
  return fmt::format("\"{}\": {}\n{}\n{}", key, open, fmt::join(lines, ",\n"), close);
}

std::vector<std::string> contents_lines(const std::map<std::string, nlohmann::json>& contents) {
  std::vector<std::string> lines;
  for (const auto& [hash, value] : contents)
    lines.push_back(fmt::format("{}:{}", json_text(nlohmann::json(hash)), json_text(value)));
  return lines;
}

}  // namespace

std::optional<Baseline> read_baseline(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file, error)) return std::nullopt;
  const nlohmann::json object = parse_json(read_whole_file(file), file.string());
  JsonReader reader(object, file.string());
  Baseline baseline;
  baseline.version = reader.text("vtasim");
  baseline.configurations = read_contents(reader, "configurations");
  baseline.layers = read_contents(reader, "layers");
  for (const nlohmann::json& item : reader.array("entries")) {
    JsonReader head(item, file.string() + ": entries");
    const std::string name = head.text("name");
    JsonReader entry(item, fmt::format("{}: entry \"{}\"", file.string(), name));
    static_cast<void>(entry.has("name"));
    if (!baseline.entries.emplace(name, read_measurement(entry)).second) {
      throw Error(fmt::format("{} is there twice", entry.where()));
    }
    entry.expect_no_more();
  }
  reader.expect_no_more();
  return baseline;
}

std::string to_text(const Baseline& baseline) {
  std::vector<std::string> entries;
  for (const auto& [name, measurement] : baseline.entries) {
    Json line = {{"name", name}};
    add_measurement(line, measurement);
    entries.push_back(json_text(line));
  }
  return fmt::format("{{\n\"vtasim\": {},\n{},\n{},\n{}\n}}\n", json_text(Json(baseline.version)),
                     block("configurations", '{', contents_lines(baseline.configurations), '}'),
                     block("layers", '{', contents_lines(baseline.layers), '}'), block("entries", '[', entries, ']'));
}

std::size_t entry_line(const std::string& text, const std::string& name) {
  const std::size_t at = text.find("{\"name\":" + json_text(Json(name)) + ",");
  if (at == std::string::npos) return 1;
  return 1 + static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

fs::path baseline_file(const fs::path& suite) {
  return suite.parent_path() / (suite.stem().string() + ".baseline.json");
}

}  // namespace vtasim::check
