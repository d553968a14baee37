#include "sim/observe/cause.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace vtasim::machine {

std::string_view to_string(Unit unit) {
  constexpr std::array<std::string_view, kUnitCount> kNames = {"load", "compute", "store", "fetch"};
  return kNames[static_cast<std::size_t>(unit)];
}

std::string_view to_string(Work work) {
  constexpr std::array<std::string_view, kWorkCount> kNames = {"idle", "inp", "wgt",   "uop",  "acc",
                                                               "gemm", "alu", "store", "sync", "instructions"};
  return kNames[static_cast<std::size_t>(work)];
}

std::string_view to_string(Cause cause) {
  constexpr std::array<std::string_view, kCauseCount> kNames = {
      "operations", "fill",   "drain",    "sync",       "data",       "request", "memory", "bus",
      "padding",    "vector", "handover", "token_prev", "token_next", "fetch",   "queue",  "none"};
  return kNames[static_cast<std::size_t>(cause)];
}

Work work_of(const isa::Instruction& instruction) {
  if (const auto* load = std::get_if<isa::Load>(&instruction)) {
    if (load->x_size == 0) return Work::sync;
    switch (static_cast<isa::Buffer>(load->buffer)) {
      case isa::Buffer::uop:
        return Work::uop;
      case isa::Buffer::acc:
        return Work::acc;
      case isa::Buffer::inp:
        return Work::inp;
      default:
        return Work::wgt;
    }
  }
  if (const auto* store = std::get_if<isa::Store>(&instruction)) return store->x_size == 0 ? Work::sync : Work::store;
  if (std::holds_alternative<isa::Gemm>(instruction)) return Work::gemm;
  return std::holds_alternative<isa::Alu>(instruction) ? Work::alu : Work::sync;
}

CauseTotals& CauseTotals::operator+=(const CauseTotals& other) {
  const auto add = [](auto& all, const auto& more) {
    std::transform(all.begin(), all.end(), more.begin(), all.begin(), std::plus<>());
  };
  for (std::size_t unit = 0; unit < kUnitCount; ++unit) {
    for (std::size_t work = 0; work < kWorkCount; ++work) {
      add(cycles[unit][work], other.cycles[unit][work]);
      add(taken[unit][work], other.taken[unit][work]);
    }
  }
  window += other.window;
  return *this;
}

std::int64_t CauseTotals::of(Unit unit, Work work) const {
  const ByCause& all = by_cause(unit, work);
  return std::accumulate(all.begin(), all.end(), std::int64_t{0});
}

std::int64_t CauseTotals::of(Unit unit, Cause cause) const {
  std::int64_t sum = 0;
  for (std::size_t work = 0; work < kWorkCount; ++work) sum += of(unit, static_cast<Work>(work), cause);
  return sum;
}

std::int64_t CauseTotals::of(Unit unit) const {
  std::int64_t sum = 0;
  for (std::size_t work = 0; work < kWorkCount; ++work) sum += of(unit, static_cast<Work>(work));
  return sum;
}

}  // namespace vtasim::machine
