#include <fmt/format.h>

#include <string_view>

#include "sim/check/baseline.h"
#include "sim/page/row_copy.h"
#include "sim/page/rows.h"

namespace vtasim::page {

void add_benchmark(const nlohmann::json& content, const std::string& where, std::size_t file, Results& results) {
  // Of an entry there are two, its cycles and, after them, the bytes that it moves.
  constexpr std::string_view kBytes = " (DRAM)";
  std::size_t number = 0;
  for (const nlohmann::json& written : content) {
    RowCopy value(written, fmt::format("{}: [{}]", where, number++), file);
    std::string name = value.text("name");
    const std::string unit = value.text("unit");
    const std::int64_t amount = value.integer("value");
    if (unit == "cycles") {
      results.entries.push_back({{"file", file}, {"name", name}, {"cycles", amount}});
      continue;
    }
    if (unit != "bytes") value.reader().fail("unit", fmt::format("is {}; legal are cycles and bytes", shown(unit)));
    if (name.size() > kBytes.size()) name.resize(name.size() - kBytes.size());
    if (results.entries.empty() || results.entries.back()["file"] != file || results.entries.back()["name"] != name) {
      value.reader().fail("name", fmt::format("is {}; an entry's bytes stand behind its cycles", shown(name)));
    }
    results.entries.back()["bytes"] = amount;
  }
}

void add_baseline(const std::string& name, std::size_t file, Results& results) {
  const std::optional<check::Baseline> baseline = check::read_baseline(name);
  for (const auto& [entry, measured] : baseline->entries) {
    nlohmann::json row = {{"file", file}, {"name", entry}};
    if (measured.finished()) row["cycles"] = measured.cycles;
    row["bytes"] = measured.read_bytes + measured.written_bytes;
    if (!measured.mapping.empty()) row["mapping"] = measured.mapping;
    if (measured.verified) row["verified"] = *measured.verified;
    row["used"] = measured.used;
    results.entries.push_back(std::move(row));
  }
}

}  // namespace vtasim::page
