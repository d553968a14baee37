#pragma once

#include <vector>

#include "compiler/codegen/instructions.h"
#include "compiler/lanes/vector_run.h"

namespace vtasim::compiler {

/// What a LOAD or a STORE moves of such runs: rows of neighbouring vectors.
struct MovedRows {
  int vector = 0;  ///< The first of them.
  int place = 0;   ///< Where that lies in DRAM, as VectorRun has it.
  DramRows rows;
};

/// The LOADs or the STOREs of the parts of runs that lie in vectors [first, first + count). `runs` are sorted by
/// vector. Runs of equal length, each of which goes on where the one before ends and to the same distance, share one.
std::vector<MovedRows> moved_rows(const std::vector<VectorRun>& runs, int first, int count);

}  // namespace vtasim::compiler
