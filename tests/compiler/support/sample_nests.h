#pragma once

#include "compiler/lanes/loop_nest.h"

namespace vtasim::compiler {

/// 32 planes of 20 x 20, a filter for each, 3 x 3 taps, no padding.
inline LoopNest planes_nest() {
  LoopNest nest;
  nest.planes = nest.filters = 32;
  nest.rows = nest.cols = 18;
  nest.plane_rows = nest.plane_cols = 20;
  for (int dy = 0; dy < 3; ++dy) {
    for (int dx = 0; dx < 3; ++dx) nest.taps.push_back({dy, dx, 0, 0});
  }
  return nest;
}

}  // namespace vtasim::compiler
