#include "isa/base/signal_hold.h"

namespace vtasim {

SignalHold::SignalHold() {
  sigset_t held;
  sigemptyset(&held);
  for (const int signal : kEndingSignals) sigaddset(&held, signal);
  pthread_sigmask(SIG_BLOCK, &held, &outer_mask_);
}

SignalHold::~SignalHold() { pthread_sigmask(SIG_SETMASK, &outer_mask_, nullptr); }

}  // namespace vtasim
