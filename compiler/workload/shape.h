#pragma once

#include <cstdint>

namespace vtasim::compiler {

/// Of a tensor: (N, C, H, W).
struct Shape {
  int n = 1;
  int c = 1;
  int h = 1;
  int w = 1;
  std::int64_t elements() const { return std::int64_t{n} * c * h * w; }
  bool operator==(const Shape& other) const { return n == other.n && c == other.c && h == other.h && w == other.w; }
  bool operator!=(const Shape& other) const { return !(*this == other); }
};

}  // namespace vtasim::compiler
