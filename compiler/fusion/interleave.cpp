#include "compiler/fusion/interleave.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace vtasim::compiler {
namespace {

/// Length of a stage's span.
constexpr std::int64_t kSpan = std::int64_t{1} << 24;

/// Where units begin and end in their stage's span: unit i has [bounds[i], bounds[i + 1]).
std::vector<std::int64_t> bounds_of(const std::vector<StageUnit>& units) {
  std::vector<std::int64_t> operations{0};
  for (const StageUnit& unit : units) operations.push_back(operations.back() + unit.operations + 1);
  std::vector<std::int64_t> bounds;
  for (const std::int64_t done : operations) bounds.push_back(done * kSpan / operations.back());
  return bounds;
}

/// The last of `writers` that writes something of what `reader` reads; -1 for none.
std::ptrdiff_t last_writer(const StageUnit& reader, const std::vector<StageUnit>& writers) {
  for (std::size_t i = writers.size(); i-- > 0;) {
    if (writers[i].writes && writers[i].writes->overlaps(reader.reads)) return static_cast<std::ptrdiff_t>(i);
  }
  return -1;
}

/// How much later the span of `readers` begins than that of `writers`.
std::int64_t delay(const std::vector<StageUnit>& writers, const std::vector<StageUnit>& readers, int lead) {
  const std::vector<std::int64_t> written = bounds_of(writers);
  const std::vector<std::int64_t> read = bounds_of(readers);
  std::int64_t least = 0;
  for (std::size_t i = 0; i < readers.size(); ++i) {
    const std::ptrdiff_t writer = last_writer(readers[i], writers);
    if (writer < 0) continue;
    const std::size_t behind = std::min(writers.size(), static_cast<std::size_t>(writer + 1 + lead));
    least = std::max(least, written[behind] - read[i]);
  }
  return least;
}

std::vector<StageUnit> units_of(const Stage& stage) {
  std::vector<StageUnit> units;
  for (std::size_t i = 0; i < stage.units(); ++i) units.push_back(stage.unit(i));
  return units;
}

}  // namespace

std::vector<InterleavedUnit> interleave(const std::vector<std::unique_ptr<Stage>>& stages, int lead) {
  struct Placed {
    std::int64_t begin = 0;
    InterleavedUnit unit;
  };
  std::vector<Placed> placed;
  std::vector<StageUnit> previous;
  std::int64_t span_begin = 0;
  for (std::size_t s = 0; s < stages.size(); ++s) {
    std::vector<StageUnit> units = units_of(*stages[s]);
    if (s > 0) span_begin += delay(previous, units, lead);
    const std::vector<std::int64_t> bounds = bounds_of(units);
    for (std::size_t i = 0; i < units.size(); ++i) placed.push_back({span_begin + bounds[i], {s, i}});
    previous = std::move(units);
  }
  // Of those that begin together the earlier stage's first.
  std::stable_sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) { return a.begin < b.begin; });
  std::vector<InterleavedUnit> interleaved;
  for (const Placed& p : placed) interleaved.push_back(p.unit);
  return interleaved;
}

}  // namespace vtasim::compiler
