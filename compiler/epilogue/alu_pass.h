#pragma once

#include <vector>

#include "isa/instruction.h"

namespace vtasim::compiler {

/// An ALU operation on every out vector of a tile, in place, with an immediate.
struct AluPass {
  isa::AluOp op = isa::AluOp::shr;
  int immediate = 0;
  bool by_channel = false;  ///< A SHR by LoopNest::filter_shifts instead of the immediate.
  /// Not an operation if above 0: the sums go to DRAM in so many digits, and all passes behind this one are run on what
  /// is read back (codegen/separate_requantization.h).
  int stored_digits = 0;
};

/// The digits in which the first of `passes` stores the sums; 0 where it does not.
inline int stored_digits(const std::vector<AluPass>& passes) {
  return passes.empty() ? 0 : passes.front().stored_digits;
}

}  // namespace vtasim::compiler
