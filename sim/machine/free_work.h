#pragma once

namespace vtasim::machine {

/// Kinds of instructions of compute that take no longer in a run than one that only moves tokens: no operations are
/// issued, no pipeline is filled or drained, nothing is read over the bus. What they do to scratchpads is done all the
/// same, and hazards of the ALU are not looked for where it is free. No hardware is so: a run like this says what a
/// kind of work costs a program.
struct FreeWork {
  bool gemm = false;
  bool alu = false;
  bool uop = false;  ///< LOADs of micro-ops.
};

}  // namespace vtasim::machine
