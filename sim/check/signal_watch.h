#pragma once

#include <signal.h>

#include <array>

namespace vtasim {

/// While it lives, SIGINT, SIGTERM and SIGHUP wait, so that what is written is written in whole; run_in_processes()
/// alone notices them. Afterwards they act as before, also one that came meanwhile and was not noticed. Signals that
/// are ignored stay so. One at a time in a process.
class SignalWatch {
 public:
  SignalWatch();
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

  /// The mask outside of it, with which to wait: a signal is noticed only then.
  const sigset_t& outer_mask() const { return outer_mask_; }
  /// The signal that was noticed, 0 for none.
  int noticed() const;

 private:
  sigset_t outer_mask_{};
  std::array<struct sigaction, 3> outer_actions_{};
};

/// Somebody wants the program to end.
struct Interrupted {
  int signal;
};

}  // namespace vtasim
