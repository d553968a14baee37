#pragma once

#include <vector>

#include "compiler/codegen/instructions.h"
#include "compiler/lanes/loop_nest.h"

namespace vtasim::compiler {

/// What a STORE takes of the out vectors of a filter: rows of neighbouring vectors.
struct StoredRows {
  int vector = 0;  ///< The first of them.
  int place = 0;   ///< Where that goes, within the filter's places.
  DramRows rows;
};

/// The STOREs of the parts of runs that lie in vectors [first, first + count) of a filter. `runs` are sorted by vector.
/// Runs of equal length, each of which goes on where the one before ends and to the same distance, share a STORE.
std::vector<StoredRows> stored_rows(const std::vector<StoredRun>& runs, int first, int count);

}  // namespace vtasim::compiler
