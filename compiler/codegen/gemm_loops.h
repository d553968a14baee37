#pragma once

#include <vector>

#include "compiler/codegen/uop_table.h"

namespace vtasim::compiler {

/// GEMM operations over any number of nested loops around a list of taps: each entry below is an index into acc, into
/// the scratchpad of the activation and into that of the filter.
struct GemmLoops {
  struct Dim {
    int count = 1;
    int acc = 0;  ///< Distances per iteration.
    int activation = 0;
    int filter = 0;
    bool continues(const Dim& inner) const {
      return acc == inner.acc * inner.count && activation == inner.activation * inner.count &&
             filter == inner.filter * inner.count;
    }
  };
  struct Tap {
    int acc = 0;
    int activation = 0;
    int filter = 0;
  };
  std::vector<Dim> dims;  ///< Outermost first.
  std::vector<Tap> taps;
};

/// Appends the GEMM instructions for `loops` to `program`. The hardware has two loops around a list of micro-ops: the
/// two longest dims become loops, all others are written out as micro-ops, in several instructions where the list is
/// longer than the uop scratchpad. `activation` says which of inp and wgt is the activation's.
void append_gemm(const GemmLoops& loops, isa::Buffer activation, UopTable& program);

/// Appends the GEMM that sets `vectors` acc vectors from `acc` on to zero.
void append_reset(int acc, int vectors, UopTable& program);

}  // namespace vtasim::compiler
