#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <systemc>

namespace vtasim::machine {

/// Clock cycles of the accelerator; cycle 0 is the one in which fetch first sees launch.
using Cycle = std::int64_t;

/// A cycle that does not come.
inline constexpr Cycle kNever = std::numeric_limits<Cycle>::max();

/// The one place where cycles meet sc_time: a cycle is one unit of SystemC's time resolution. Simulated time goes on
/// over the runs of a process, so each run counts from the time it started at.
class TimeBase {
 public:
  /// Makes the present the cycle 0 of a new run.
  void restart() { base_ = sc_core::sc_time_stamp().value(); }

  Cycle now() const { return static_cast<Cycle>(sc_core::sc_time_stamp().value() - base_); }

  /// Schedules `event` at `cycle`, now or later. As everywhere in SystemC, an event holds one notification: the
  /// earlier.
  void notify(sc_core::sc_event& event, Cycle cycle) const {
    event.notify(sc_core::sc_time::from_value(static_cast<sc_core::sc_time::value_type>(cycle - now())));
  }

  /// Runs all processes up to and with those of cycle `last`, or until one pauses or nothing is left to do. Returns
  /// whether something is left; then processes of the cycle after `last` may have run as well.
  bool run_to(Cycle last) const {
    const sc_core::sc_time most = sc_core::sc_max_time() - sc_core::sc_time_stamp();
    const auto cycles = static_cast<sc_core::sc_time::value_type>(last - now()) + 1;
    sc_core::sc_start(std::min(most, sc_core::sc_time::from_value(cycles)), sc_core::SC_EXIT_ON_STARVATION);
    if (now() <= last) return sc_core::sc_pending_activity();
    // SystemC triggers what is due at the end of the time and leaves the processes to the next start: another run's.
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    return true;
  }

  /// The next cycle in which any process has something to do, not counting what the running process has still to
  /// schedule; kNever when nothing is scheduled.
  Cycle next_activity() const {
    if (sc_core::sc_pending_activity_at_current_time()) return now();
    if (!sc_core::sc_pending_activity_at_future_time()) return kNever;
    return now() + static_cast<Cycle>(sc_core::sc_time_to_pending_activity(sc_core::sc_get_curr_simcontext()).value());
  }

 private:
  sc_core::sc_time::value_type base_ = 0;
};

}  // namespace vtasim::machine
