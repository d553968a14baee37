#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/observe/cause.h"
#include "sim/observe/observer.h"

namespace vtasim::machine {

/// The bursts of the read path, in their order, of which those that nobody can still wait for may be forgotten. Places
/// count from the run's first burst.
class ReadHistory {
 public:
  void clear() {
    bursts_.clear();
    forgotten_ = 0;
  }
  void push_back(const ReadBurst& burst) { bursts_.push_back(burst); }
  std::size_t end() const { return forgotten_ + bursts_.size(); }
  const ReadBurst& operator[](std::size_t place) const { return bursts_[place - forgotten_]; }

  /// The first of the bursts there are whose data ends in `cycle` or later.
  std::size_t first_since(std::int64_t cycle) const {
    std::size_t place = end();
    while (place > forgotten_ && (*this)[place - 1].last >= cycle) --place;
    return place;
  }

  /// There are so many bursts that it is worth to forget_before().
  bool is_long() const { return bursts_.size() >= kLong; }

  /// Forgets bursts before `place`, where that is most of them.
  void forget_before(std::size_t place) {
    if (place < forgotten_ + kLong || place < forgotten_ + bursts_.size() / 2) return;
    bursts_.erase(bursts_.begin(), bursts_.begin() + static_cast<std::ptrdiff_t>(place - forgotten_));
    forgotten_ = place;
  }

 private:
  static constexpr std::size_t kLong = 4096;

  std::vector<ReadBurst> bursts_;
  std::size_t forgotten_ = 0;
};

/// Splits the cycles of a reader by cause: its request, the memory, the bus taken by others, its data. `emit(cause,
/// taker, from, to)` gets them in order, from < to, without gaps.
///
/// A cycle is of the reader's data where that is on the bus. Before a burst's data, the cycles up to and with that in
/// which the memory engine takes the command are the request's. Then, while its address waits to go out, a cycle is the
/// other client's whose data or address is on the bus in it, otherwise the memory's, for which the tags that are taken
/// wait. With the address out, the memory's delay comes first where it counts for this burst (Dram); other cycles are
/// the client's whose data is on the bus, and the memory's where there is none.
template <class Emit>
class ReadSplit {
 public:
  /// A reader busy from `start` on; bursts before `low` do not concern it.
  ReadSplit(const ReadHistory& history, ReadPort port, std::size_t low, std::int64_t start, std::int64_t memory_delay,
            Emit emit)
      : history_(history), port_(port), low_(low), cursor_(start), delay_(memory_delay), emit_(emit) {}

  /// Goes through the reader's bursts that are known. Returns whether there are any.
  bool run() {
    const std::size_t end = history_.end();
    for (std::size_t i = low_; i < end; ++i) {
      const ReadBurst& burst = history_[i];
      if (burst.port != port_) continue;
      to(burst.taken + 1, Cause::request);
      wait(i, burst.address_out, true);
      if (burst.starts_delay) to(std::min(burst.first, burst.address_out + kMemoryPath + delay_), Cause::memory);
      wait(i, burst.first, false);
      to(burst.last + 1, Cause::data);
      low_ = i + 1;
      any_ = true;
      more_ = burst.more;
    }
    return any_;
  }

  /// The rest up to `end`, of a reader whose run was cut off: with commands left it waits.
  void cut(std::int64_t end) {
    if (!any_) return to(end, Cause::request);
    if (more_) return wait(history_.end(), end, false);
    to(end, Cause::drain);
  }

  /// All up to `until` has `cause`.
  void to(std::int64_t until, Cause cause, ReadPort taker = ReadPort::fetch) {
    if (until <= cursor_) return;
    emit_(cause, taker, cursor_, until);
    cursor_ = until;
  }

  std::int64_t cursor() const { return cursor_; }

 private:
  /// From the cycle of the address to the first data, without a delay and with an empty queue: the request is queued in
  /// the next cycle and served in that, and its data follows (Dram::read).
  static constexpr std::int64_t kMemoryPath = 2;

  /// Waits up to `until` for the bursts before `end`; for an address to go out where `address`.
  void wait(std::size_t end, std::int64_t until, bool address) {
    for (std::size_t i = low_; cursor_ < until && i < end; ++i) {
      const ReadBurst& other = history_[i];
      if (other.last < cursor_) continue;
      gap(end, std::min(other.first, until), address);
      to(std::min(other.last + 1, until), Cause::bus, other.port);
    }
    gap(end, until, address);
  }

  /// No data is on the bus up to `until`.
  void gap(std::size_t end, std::int64_t until, bool address) {
    if (cursor_ >= until) return;
    for (std::size_t i = low_; address && i < end; ++i) {
      const ReadBurst& other = history_[i];
      if (other.address_out < cursor_) continue;
      if (other.address_out >= until) break;
      to(other.address_out, Cause::memory);
      to(other.address_out + 1, Cause::bus, other.port);
    }
    to(until, Cause::memory);
  }

  const ReadHistory& history_;
  const ReadPort port_;
  std::size_t low_;
  std::int64_t cursor_;
  const std::int64_t delay_;
  Emit emit_;
  bool any_ = false;
  bool more_ = false;
};

}  // namespace vtasim::machine
