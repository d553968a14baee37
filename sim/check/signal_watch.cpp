#include "sim/check/signal_watch.h"

#include <cstddef>

namespace vtasim {
namespace {

constexpr std::array<int, 3> kSignals = {SIGINT, SIGTERM, SIGHUP};
volatile sig_atomic_t noticed_signal = 0;

extern "C" void note_signal(int signal) { noticed_signal = signal; }

}  // namespace

SignalWatch::SignalWatch() {
  noticed_signal = 0;
  sigset_t blocked;
  sigemptyset(&blocked);
  for (const int signal : kSignals) sigaddset(&blocked, signal);
  sigprocmask(SIG_BLOCK, &blocked, &outer_mask_);
  struct sigaction action = {};
  action.sa_handler = note_signal;
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], nullptr, &outer_actions_[i]);
    if (outer_actions_[i].sa_handler != SIG_IGN) sigaction(kSignals[i], &action, nullptr);
  }
}

int SignalWatch::noticed() const { return noticed_signal; }

SignalWatch::~SignalWatch() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &outer_actions_[i], nullptr);
  sigprocmask(SIG_SETMASK, &outer_mask_, nullptr);
}

}  // namespace vtasim
