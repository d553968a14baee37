#include "isa/base/time_left.h"

#include <fmt/format.h>

#include <cmath>

namespace vtasim {

std::string time_left(std::chrono::steady_clock::duration taken, std::size_t done, std::size_t all) {
  constexpr double kTold = 3;  // Seconds.
  constexpr double kMinute = 60;
  const double seconds = std::chrono::duration<double>(taken).count();
  if (done == 0 || done >= all || seconds < kTold) return "";
  const double left = seconds / static_cast<double>(done) * static_cast<double>(all - done);
  if (left < 2 * kMinute) return fmt::format("about {:.0f} s left", std::ceil(left));
  return fmt::format("about {:.0f} min left", std::ceil(left / kMinute));
}

}  // namespace vtasim
