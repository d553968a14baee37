#include "isa/base/signal_hold.h"

namespace vtasim {

SignalHold::SignalHold() {
  sigset_t held;
  sigemptyset(&held);
  for (const int signal : kEndingSignals) sigaddset(&held, signal);
  pthread_sigmask(SIG_BLOCK, &held, &outer_mask_);
}

int SignalHold::waiting() {
  sigset_t pending;
  sigpending(&pending);
  for (const int signal : kEndingSignals) {
    struct sigaction action = {};
    // What is held off is kept even where it is ignored.
    if (sigismember(&pending, signal) == 1 && sigaction(signal, nullptr, &action) == 0 &&
        action.sa_handler != SIG_IGN) {
      return signal;
    }
  }
  return 0;
}

SignalHold::~SignalHold() { pthread_sigmask(SIG_SETMASK, &outer_mask_, nullptr); }

}  // namespace vtasim
