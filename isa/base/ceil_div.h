#pragma once

#include <type_traits>

namespace vtasim {

/// n / by, rounded up; n is not negative, by is positive. As many pieces of `by` as it takes to hold n.
template <typename N, typename By>
constexpr std::common_type_t<N, By> ceil_div(N n, By by) {
  return (n + by - 1) / by;
}

}  // namespace vtasim
