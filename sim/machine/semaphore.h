#pragma once

#include <cstdint>

#include "isa/rules/tokens.h"
#include "sim/machine/cycle.h"

namespace vtasim::machine {

/// A queue of dependency tokens: an 8-bit counter that saturates (Semaphore.scala).
///
/// A token posted in cycle p can be taken from p + 1 on. The producer reports its post when it is back in idle, in p +
/// 1, possibly after the consumer's turn in that same cycle; so a post has to be judged by the counter as it was in p.
class Semaphore {
 public:
  void reset() { *this = Semaphore{}; }

  /// A token is there.
  bool ready() const { return count_ > 0; }

  /// Takes a token in cycle `cycle`; ready() must hold.
  void wait(Cycle cycle) {
    --count_;
    last_wait_ = cycle;
  }

  /// Adds the token posted in `cycle` by instruction `producer`. False where it is lost, because 255 are pending.
  bool post(Cycle cycle, std::int32_t producer) {
    const int count_then = count_ + (last_wait_ > cycle ? 1 : 0);
    if (count_then == isa::kMostPendingTokens) {
      if (lost_ == 0) first_lost_ = producer;
      ++lost_;
      return false;
    }
    ++count_;
    return true;
  }

  int pending() const { return count_; }
  /// Tokens lost to saturation, and the instruction whose token was the first of them.
  int lost() const { return lost_; }
  std::int32_t first_lost() const { return first_lost_; }

 private:
  int count_ = 0;
  int lost_ = 0;
  std::int32_t first_lost_ = -1;
  Cycle last_wait_ = -1;
};

}  // namespace vtasim::machine
