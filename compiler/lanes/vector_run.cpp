#include "compiler/lanes/vector_run.h"

namespace vtasim::compiler {

void add_vector(int vector, int place, std::vector<VectorRun>& runs) {
  if (!runs.empty() && runs.back().vector + runs.back().count == vector &&
      runs.back().place + runs.back().count == place) {
    ++runs.back().count;
  } else {
    runs.push_back({vector, 1, place});
  }
}

}  // namespace vtasim::compiler
