#include "sim/report/space_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "isa/base/text.h"
#include "sim/report/table.h"

namespace vtasim::report {
namespace {

constexpr std::size_t kBars = 16;

/// A bar of eighths of a column.
std::string bar(double columns) {
  static constexpr std::array<const char*, 8> kParts = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const auto eighths = static_cast<std::size_t>(std::ceil(columns * 8));
  std::string text;
  for (std::size_t i = 0; i < eighths / 8; ++i) text += "█";
  return text + kParts[eighths % 8];
}

/// Cycles that ranges end with, the last being `most`.
std::vector<std::int64_t> range_ends(std::int64_t least, std::int64_t most) {
  std::vector<std::int64_t> ends;
  const double factor = std::pow(static_cast<double>(most) / static_cast<double>(least), 1.0 / kBars);
  for (std::size_t i = 1; i < kBars; ++i) {
    const auto end = static_cast<std::int64_t>(static_cast<double>(least) * std::pow(factor, static_cast<double>(i)));
    if (end > (ends.empty() ? least - 1 : ends.back()) && end < most) ends.push_back(end);
  }
  ends.push_back(most);
  return ends;
}

/// A number of schedules that people can compare: 1.2e+09 where it is large.
std::string rounded(std::int64_t count) {
  constexpr std::int64_t kLarge = 1'000'000;
  return count < kLarge ? grouped(count) : fmt::format("{:.1e}", static_cast<double>(count));
}

}  // namespace

std::string format_space(const std::vector<experiment::SpaceSample>& samples, std::size_t width) {
  Table table;
  table.add_column(TableColumn::name("mapping"));
  table.add_column(TableColumn::figure("schedules", 0));
  table.add_column(TableColumn::figure("fastest\nrandom", 1));
  table.add_column(TableColumn::figure("10%", 3));
  table.add_column(TableColumn::figure("median", 1));
  table.add_column(TableColumn::figure("90%", 3));
  table.add_column(TableColumn::figure("slowest", 2));
  table.add_column(TableColumn::figure("searched", 0));
  table.add_column(TableColumn::figure("random\nones faster", 0));
  table.add_column(TableColumn::figure("simulated by\nthe search", 4));
  for (const experiment::SpaceSample& sample : samples) {
    if (sample.cycles.empty()) {
      const std::string why = sample.error.empty() ? "no random schedule was found" : sample.error;
      table.add_message_row({sample.mapping, sample.error.empty() ? rounded(sample.schedules) : ""}, why);
      continue;
    }
    std::vector<std::string> cells = {sample.mapping, rounded(sample.schedules)};
    for (const double part : {0.0, 0.1, 0.5, 0.9, 1.0}) cells.push_back(grouped(sample.quantile(part)));
    cells.push_back(grouped(sample.searched));
    cells.push_back(fmt::format("{} of {}", sample.faster(), sample.cycles.size()));
    cells.push_back(grouped(sample.simulated));
    table.add_row(std::move(cells));
  }
  return table.to_string(width);
}

std::string format_distribution(const experiment::SpaceSample& sample, std::size_t width) {
  const std::int64_t least = std::min(sample.searched, sample.cycles.front());
  const std::vector<std::int64_t> ends = range_ends(least, std::max(sample.searched, sample.cycles.back()));
  std::vector<std::size_t> counts(ends.size());
  for (const std::int64_t cycles : sample.cycles) {
    ++counts[static_cast<std::size_t>(std::lower_bound(ends.begin(), ends.end(), cycles) - ends.begin())];
  }
  const auto of_search = std::lower_bound(ends.begin(), ends.end(), sample.searched) - ends.begin();
  const std::size_t most = *std::max_element(counts.begin(), counts.end());
  const std::size_t digits = grouped(ends.back()).size();
  const std::size_t count_digits = std::to_string(most).size();
  constexpr std::size_t kWidest = 60;
  constexpr const char* kMark = "  <- searched";
  const std::size_t taken = 2 + digits + 2 + count_digits + 2 + std::string(kMark).size();
  const std::size_t room = std::clamp<std::size_t>(width > taken ? width - taken : 1, 1, kWidest);
  std::string text = fmt::format("{}: {} random schedules, by cycles up to\n", sample.mapping, sample.cycles.size());
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const double columns = static_cast<double>(counts[i]) * static_cast<double>(room) / static_cast<double>(most);
    std::string line = fmt::format("  {:>{}}  {:>{}}  {}{}", grouped(ends[i]), digits, counts[i], count_digits,
                                   bar(columns), static_cast<std::ptrdiff_t>(i) == of_search ? kMark : "");
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

nlohmann::json to_json(const experiment::SpaceSample& sample) {
  nlohmann::json object = {{"mapping", sample.mapping}};
  if (!sample.error.empty()) {
    object["error"] = sample.error;
    return object;
  }
  object["schedules"] = sample.schedules;
  object["searched"] = sample.searched;
  object["simulated"] = sample.simulated;
  object["faster"] = sample.faster();
  object["cycles"] = sample.cycles;
  return object;
}

}  // namespace vtasim::report
