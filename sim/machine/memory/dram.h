#pragma once

#include <algorithm>

#include "sim/machine/cycle.h"

namespace vtasim::machine {

/// The memory behind the AXI port, read side (VTAMemDPIToAXI): one queue of requests, served in order, one beat a
/// cycle.
///
/// A counter runs while the queue holds a request and stops at the delay; it returns to 0 only when the queue is empty.
/// So a request that finds the queue empty waits the whole delay (during which earlier data may still flow), and one
/// that queues up behind another waits no more than for the data before it.
class Dram {
 public:
  void reset(Cycle delay) {
    delay_ = delay;
    served_ = -1;
    last_beat_ = 0;
  }

  /// A request that goes out in cycle `ar` finds the queue empty.
  bool empty_in(Cycle ar) const { return ar > served_; }

  /// A request goes out in cycle `ar`. Returns the cycle of its first data beat; the last is first + beats - 1.
  Cycle read(Cycle ar, Cycle beats) {
    // Queued from ar + 1 on. The request before it left the queue in `served_`: unless this one was queued by then, the
    // counter starts anew. The data path is free again in the cycle of the last beat before.
    const bool queue_was_empty = empty_in(ar);
    served_ = queue_was_empty ? std::max(ar + 1 + delay_, last_beat_) : last_beat_;
    last_beat_ = served_ + beats;
    return served_ + 1;
  }

 private:
  Cycle delay_ = 0;
  Cycle served_ = -1;    ///< When the last request left the queue.
  Cycle last_beat_ = 0;  ///< When its data ends.
};

}  // namespace vtasim::machine
