#include "isa/index_runs.h"

#include <algorithm>

namespace vtasim::isa {

bool IndexRuns::repeat(std::uint32_t step, std::uint32_t count) {
  if (step == 0 || count <= 1) return true;
  join();
  // A run that is no shorter than the step only grows.
  const auto grows = [step](const Run& run) { return run.end - run.begin >= step; };
  if (std::all_of(begin(), end(), grows)) {
    for (std::size_t i = 0; i < count_; ++i) runs_[i].end += (count - 1) * step;
    return true;
  }
  const std::size_t once = count_;
  if (once * count > kMostRuns) return false;
  for (std::uint32_t n = 1; n < count; ++n) {
    for (std::size_t i = 0; i < once; ++i) append({runs_[i].begin + n * step, runs_[i].end + n * step});
  }
  return true;
}

bool IndexRuns::wrap(std::uint32_t depth) {
  const std::size_t before = count_;
  for (std::size_t i = 0; i < before; ++i) {
    Run& run = runs_[i];
    if (run.end <= depth) continue;
    if (run.end - run.begin >= depth) {
      runs_[0] = {0, depth};
      count_ = 1;
      return true;
    }
    const std::uint32_t length = run.end - run.begin;
    run.begin %= depth;
    run.end = run.begin + length;
    if (run.end <= depth) continue;
    if (!append({0, run.end - depth})) return false;
    run.end = depth;
  }
  join();
  return true;
}

void IndexRuns::join() {
  const auto first = runs_.begin();
  const auto last = first + static_cast<std::ptrdiff_t>(count_);
  const auto ordered = [](const Run& a, const Run& b) { return a.begin < b.begin; };
  if (!std::is_sorted(first, last, ordered)) std::sort(first, last, ordered);
  std::size_t joined = 0;
  for (std::size_t i = 1; i < count_; ++i) {
    if (runs_[i].begin <= runs_[joined].end) {
      runs_[joined].end = std::max(runs_[joined].end, runs_[i].end);
    } else {
      runs_[++joined] = runs_[i];
    }
  }
  if (count_ > 0) count_ = joined + 1;
}

}  // namespace vtasim::isa
