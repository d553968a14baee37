#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace vtasim {

/// "about 40 s left": what parts take that are not done, as long as those that are took on average. Empty while nothing
/// is done, or all, or for less than three seconds, of which nothing can be told.
std::string time_left(std::chrono::steady_clock::duration taken, std::size_t done, std::size_t all);

}  // namespace vtasim
