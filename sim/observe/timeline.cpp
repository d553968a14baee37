#include "sim/observe/timeline.h"

#include <algorithm>

namespace vtasim::machine {

Timeline::Timeline(std::int64_t window, std::size_t columns)
    : window_(window), columns_(columns), read_bus_(columns, 0) {
  for (auto& unit : work_) unit.fill(std::vector<std::int64_t>(columns, 0));
}

std::int64_t Timeline::begin_of(std::size_t column) const {
  // Without a product of both, which may be too large: whole cycles a column, and one more in as many as are left.
  const auto all = static_cast<std::int64_t>(columns_);
  const auto c = static_cast<std::int64_t>(column);
  return window_ / all * c + window_ % all * c / all;
}

void Timeline::spent(Unit unit, Work work, std::int32_t, const CauseInterval& interval) {
  if (interval.cause == Cause::none || (work == Work::idle && interval.cause == Cause::handover)) return;
  const std::int64_t to = std::min(interval.to, window_);
  if (interval.from >= to) return;
  std::vector<std::int64_t>& cycles = work_[index(unit)][index(work)];
  const bool on_bus = interval.cause == Cause::data && unit != Unit::store;
  auto column = static_cast<std::size_t>(static_cast<double>(interval.from) / static_cast<double>(window_) *
                                         static_cast<double>(columns_));
  column = std::min(column, columns_ - 1);
  while (begin_of(column) > interval.from) --column;
  while (begin_of(column + 1) <= interval.from) ++column;
  for (std::int64_t from = interval.from; from < to; ++column) {
    const std::int64_t until = std::min(to, begin_of(column + 1));
    cycles[column] += until - from;
    if (on_bus) read_bus_[column] += until - from;
    from = until;
  }
}

}  // namespace vtasim::machine
