#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "isa/base/split_mix.h"

namespace vtasim::generate {

/// Choices that a seed decides, the same on every machine.
class RandomNumbers {
 public:
  explicit RandomNumbers(std::uint64_t seed) : numbers_(seed) {}
  /// Those of the case at `index` of a suite, whatever the other cases draw.
  RandomNumbers(std::uint64_t seed, std::uint64_t index) : numbers_(SplitMix64(seed).next() + index) {
    numbers_ = SplitMix64(numbers_.next());
  }

  /// 0 to count - 1; `count` is at least 1.
  std::uint32_t below(std::uint32_t count) { return static_cast<std::uint32_t>(numbers_.next() % count); }

  /// low to high, both included.
  std::uint32_t between(std::uint32_t low, std::uint32_t high) { return low + below(high - low + 1); }

  /// low to high, both included: numbers of few digits as often as those of many. `low` is at least 1.
  std::uint32_t of_any_size(std::uint32_t low, std::uint32_t high) {
    std::uint32_t doublings = 0;
    while (std::uint64_t{low} << (doublings + 1) <= high) ++doublings;
    const std::uint32_t from = low << below(doublings + 1);
    return between(from, std::min(high, 2 * from - 1));
  }

  bool one_in(std::uint32_t count) { return below(count) == 0; }

  template <typename T>
  const T& element(const std::vector<T>& of) {
    return of[below(static_cast<std::uint32_t>(of.size()))];
  }

  std::vector<std::uint8_t> bytes(std::size_t count) {
    std::vector<std::uint8_t> result(count);
    for (std::size_t i = 0; i < count; i += 8) {
      const std::uint64_t word = numbers_.next();
      for (std::size_t b = 0; b < 8 && i + b < count; ++b) result[i + b] = static_cast<std::uint8_t>(word >> 8 * b);
    }
    return result;
  }

 private:
  SplitMix64 numbers_;
};

}  // namespace vtasim::generate
