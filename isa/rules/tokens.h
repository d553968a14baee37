#pragma once

namespace vtasim::isa {

/// Tokens that a queue of dependency tokens holds: its counter has 8 bits and saturates, one more is lost
/// (Semaphore.scala).
inline constexpr int kMostPendingTokens = 255;

}  // namespace vtasim::isa
