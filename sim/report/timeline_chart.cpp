#include "sim/report/timeline_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "isa/base/text.h"
#include "isa/base/text_width.h"
#include "sim/report/cause_groups.h"

namespace vtasim::report {
namespace {

using machine::Timeline;
using machine::Unit;
using machine::Work;

constexpr std::size_t kLabelWidth = 21;
/// Of a file or a pipe, which have no width.
constexpr std::size_t kUnlimitedColumns = 100;
constexpr std::size_t kLeastColumns = 10;

std::string bars(const Timeline& timeline, const std::vector<std::int64_t>& cycles) {
  constexpr std::array<const char*, 9> kBars = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  constexpr auto kFull = static_cast<std::int64_t>(kBars.size()) - 1;
  std::string text;
  for (std::size_t c = 0; c < timeline.columns(); ++c) {
    const std::int64_t all = timeline.begin_of(c + 1) - timeline.begin_of(c);
    // Rounded, but what is there at all is seen, and what is not all is not full.
    std::int64_t height = all == 0 ? 0 : (cycles[c] * 2 * kFull + all) / (2 * all);
    if (cycles[c] > 0) height = std::max<std::int64_t>(1, height);
    if (cycles[c] < all) height = std::min(kFull - 1, height);
    text += kBars[static_cast<std::size_t>(height)];
  }
  return text;
}

std::string row(const Timeline& timeline, const std::string& label, const std::vector<std::int64_t>& cycles) {
  const std::int64_t sum = std::accumulate(cycles.begin(), cycles.end(), std::int64_t{0});
  if (sum == 0) return "";
  std::string line = fmt::format("{:<{}}", label, kLabelWidth) + bars(timeline, cycles);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

/// "0       100,000     200,000": the cycle each label begins at.
std::string scale(const Timeline& timeline) {
  std::string line = fmt::format("{:<{}}", "cycle", kLabelWidth);
  constexpr std::size_t kStep = 20;
  for (std::size_t c = 0; c < timeline.columns(); c += kStep) {
    const std::string label = grouped(timeline.begin_of(c));
    if (c + label.size() > timeline.columns()) break;
    line.resize(kLabelWidth + c, ' ');
    line += label;
  }
  return line + '\n';
}

}  // namespace

std::size_t timeline_columns(std::size_t width) {
  if (width == kUnlimitedWidth) return kUnlimitedColumns;
  return std::max(kLeastColumns, width - std::min(width, kLabelWidth));
}

std::string timeline_chart(const Timeline& timeline) {
  std::string text = scale(timeline);
  for (const Unit unit : {Unit::fetch, Unit::load, Unit::compute, Unit::store}) {
    for (std::size_t w = 1; w < machine::kWorkCount; ++w) {
      const auto work = static_cast<Work>(w);
      text += row(timeline, fmt::format("{} {}", to_string(unit), name_of(work)), timeline.of(unit, work));
    }
    text += row(timeline, fmt::format("{} waits", to_string(unit)), timeline.of(unit, Work::idle));
  }
  return text + row(timeline, "bus reads", timeline.read_bus());
}

}  // namespace vtasim::report
