#pragma once

#include <vector>

namespace vtasim::compiler {

/// Neighbouring vectors in a scratchpad that lie side by side in DRAM, too.
struct VectorRun {
  int vector = 0;  ///< The first of them.
  int count = 1;
  int place = 0;  ///< Where that lies in DRAM, in vectors from where all of them do.
  bool operator==(const VectorRun& other) const {
    return vector == other.vector && count == other.count && place == other.place;
  }
};

/// Adds a vector and its place to runs, the last of which it may go on with.
void add_vector(int vector, int place, std::vector<VectorRun>& runs);

}  // namespace vtasim::compiler
