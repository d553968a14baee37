#pragma once

#include <cstdint>
#include <initializer_list>
#include <limits>

namespace vtasim {

/// The product of numbers that are not negative, or the largest number where it does not fit.
inline std::int64_t saturating_product(std::initializer_list<std::int64_t> factors) {
  constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();
  std::int64_t product = 1;
  for (const std::int64_t factor : factors) {
    if (factor == 0) return 0;
    product = product > kLargest / factor ? kLargest : product * factor;
  }
  return product;
}

/// Their sum, likewise.
inline std::int64_t saturating_sum(std::initializer_list<std::int64_t> terms) {
  constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();
  std::int64_t sum = 0;
  for (const std::int64_t term : terms) sum = sum > kLargest - term ? kLargest : sum + term;
  return sum;
}

}  // namespace vtasim
