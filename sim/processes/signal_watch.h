#pragma once

#include <signal.h>

#include <array>

#include "isa/base/signal_hold.h"

namespace vtasim::processes {

/// A SignalHold during which a ProcessPool alone notices the signals. Afterwards they act as before, also one that
/// came meanwhile and was not noticed. Signals that are ignored stay so. One at a time in a process.
class SignalWatch {
 public:
  SignalWatch();
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

  /// The mask outside of it, with which to wait: a signal is noticed only then.
  const sigset_t& outer_mask() const { return hold_.outer_mask(); }
  /// The signal that was noticed, 0 for none.
  int noticed() const;

 private:
  SignalHold hold_;
  std::array<struct sigaction, kEndingSignals.size()> outer_actions_{};
};

/// Somebody wants the program to end.
struct Interrupted {
  int signal;
};

}  // namespace vtasim::processes
