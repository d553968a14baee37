#include "sim/processes/signal_watch.h"

#include <cstddef>

namespace vtasim::processes {
namespace {

volatile sig_atomic_t noticed_signal = 0;

extern "C" void note_signal(int signal) { noticed_signal = signal; }

}  // namespace

SignalWatch::SignalWatch() {
  noticed_signal = 0;
  struct sigaction action = {};
  action.sa_handler = note_signal;
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < kEndingSignals.size(); ++i) {
    sigaction(kEndingSignals[i], nullptr, &outer_actions_[i]);
    if (outer_actions_[i].sa_handler != SIG_IGN) sigaction(kEndingSignals[i], &action, nullptr);
  }
}

int SignalWatch::noticed() const { return noticed_signal; }

SignalWatch::~SignalWatch() {
  for (std::size_t i = 0; i < kEndingSignals.size(); ++i) sigaction(kEndingSignals[i], &outer_actions_[i], nullptr);
}

}  // namespace vtasim::processes
