#pragma once

#include <algorithm>
#include <vector>

#include "compiler/layout/tensor_layout.h"

namespace vtasim::compiler {

/// The pixels of a plane, the last first.
inline std::vector<Pixel> reversed_pixels(const Shape& shape) {
  std::vector<Pixel> pixels;
  for (int row = shape.h; row-- > 0;) {
    for (int col = shape.w; col-- > 0;) pixels.push_back({row, col});
  }
  return pixels;
}

}  // namespace vtasim::compiler
