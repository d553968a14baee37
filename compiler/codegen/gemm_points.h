#pragma once

#include <vector>

#include "compiler/codegen/uop_table.h"

namespace vtasim::compiler {

/// A GEMM operation by the entries that it takes: acc[acc] += inp[inp] x wgt[wgt].
struct GemmPoint {
  int acc = 0;
  int inp = 0;
  int wgt = 0;
};

/// Appends GEMM instructions for operations that follow no loops: what steps evenly in `points` becomes the hardware's
/// two loops, and what steps alike is one instruction with a micro-op for each. Entries are within the scratchpads.
/// Each operation is done once, in whatever order.
void append_gemm(const std::vector<GemmPoint>& points, UopTable& program);

}  // namespace vtasim::compiler
