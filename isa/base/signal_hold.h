#pragma once

#include <signal.h>

#include <array>

namespace vtasim {

/// Signals by which somebody asks the program to end.
inline constexpr std::array<int, 3> kEndingSignals = {SIGINT, SIGTERM, SIGHUP};

/// While it lives, kEndingSignals wait; those that came meanwhile act when the outermost hold ends. So what is written
/// is written in whole or not at all.
class SignalHold {
 public:
  SignalHold();
  ~SignalHold();
  SignalHold(const SignalHold&) = delete;
  SignalHold& operator=(const SignalHold&) = delete;

  /// The first of kEndingSignals that has come and waits, 0 for none: long work may want to give up. One that is
  /// ignored outside does not count.
  static int waiting();

  /// The mask outside of it.
  const sigset_t& outer_mask() const { return outer_mask_; }

 private:
  sigset_t outer_mask_{};
};

}  // namespace vtasim
