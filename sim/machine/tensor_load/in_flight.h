#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/machine/cycle.h"

namespace vtasim::machine {

/// The counter of beats asked for and not received of a tensor load (blocksInFlight, clInFlight). It is only as wide as
/// the scratchpad's beats need: a LOAD that fills the scratchpad or more can drive it round while other data holds up
/// its own. Then an assertion fires as data comes, or the unit takes the wrapped 0 for the end of its data, and what
/// still comes is lost. This says when; it costs nothing for a LOAD that cannot.
class InFlight {
 public:
  /// A load of at most `beats` beats, counted modulo `limit`.
  void start(std::int64_t beats, std::int64_t limit) {
    watching_ = beats >= limit;
    limit_ = limit;
    count_ = 0;
    next_window_ = 0;
    used_ = 0;
    windows_.clear();
  }

  /// A command is taken in `fired` whose data is written in first..last; `more` commands follow. Returns the cycle in
  /// which the wrapped counter is taken for 0, or kNever.
  Cycle burst(Cycle fired, Cycle first, Cycle last, bool more) {
    if (!watching_) return kNever;
    const Cycle wrapped = advance(fired);
    if (wrapped < fired) return wrapped;
    windows_.emplace_back(first, last);
    count_ += last - first + 1;
    if (more) return kNever;
    if (count_ % limit_ == 0) return fired + 1;
    return advance(kNever);
  }

  std::int64_t limit() const { return limit_; }

 private:
  /// Receives the data of all cycles up to and with `until`. Returns the first in which data comes at a wrapped 0.
  Cycle advance(Cycle until) {
    Cycle wrapped = kNever;
    while (next_window_ < windows_.size()) {
      const Cycle begin = windows_[next_window_].first + used_;
      const Cycle end = std::min(windows_[next_window_].second, until);
      if (begin > end) break;
      const Cycle beats = end - begin + 1;
      const Cycle above = count_ % limit_;
      if (wrapped == kNever && count_ >= limit_ && above < beats) wrapped = begin + above;
      count_ -= beats;
      used_ += beats;
      if (begin + beats > windows_[next_window_].second) {
        ++next_window_;
        used_ = 0;
      }
    }
    return wrapped;
  }

  bool watching_ = false;
  std::int64_t limit_ = 1;
  std::int64_t count_ = 0;
  std::vector<std::pair<Cycle, Cycle>> windows_;
  std::size_t next_window_ = 0;
  Cycle used_ = 0;  ///< Beats of the next window that were received.
};

}  // namespace vtasim::machine
