#pragma once

#include <cstdint>
#include <vector>

#include "compiler/lanes/loop_nest.h"

namespace vtasim::compiler {

// What the maxima of a nest (LoopNest::maximum, docs/lowering.md) take of acc and of compute.

/// acc entries that a plane of a tile takes, in rows: along an axis that is chained an entry for each position of out
/// vectors, along one that is not an entry for each element that they meet, from the first tap of the first position
/// on.
struct MaximumGrid {
  int rows = 0;
  int cols = 0;
  int entries() const { return rows * cols; }
};

/// Of a tile of so many rows and columns, elements of the padding included, at which only a tile at the border is less.
MaximumGrid maximum_grid(const LoopNest& nest, int rows, int cols);

/// A register MAX along an axis whose elements are in acc, in place: for the positions o from 0 on, as many as there
/// are, entry o x stride becomes the greater of itself and of the entry `distance` behind it.
struct MaximumStep {
  int distance = 0;
  int positions = 0;
};

/// The steps after which entry o x stride, for all of `positions`, holds the maximum of the `kernel` entries from there
/// on, of the `entries` that there are. Entries a multiple of the stride apart are joined by doubling: windows of 2, 4
/// ... of them; each of the others in a step. What a step reads lies behind what it has written, so that it can go
/// from the first to the last.
std::vector<MaximumStep> maximum_steps(int kernel, int stride, int positions, int entries);

/// Cycles of GEMM and ALU for a plane of a tile of so many rows and columns, as if it met no padding.
std::int64_t maximum_cycles(const LoopNest& nest, int rows, int cols);

/// Instructions of a tile, as if it met no padding.
int maximum_instructions(const LoopNest& nest);

/// The form with the fewest cycles for an out vector, instructions included, in tiles that half of so many entries of
/// acc and of inp hold.
MaximumForm choose_maximum_form(LoopNest nest, int acc_entries, int inp_entries);

}  // namespace vtasim::compiler
