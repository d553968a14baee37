#include "compiler/lanes/vector_run.h"

#include <catch2/catch.hpp>

namespace vtasim::compiler {

TEST_CASE("vectors go on with a run where both they and their places follow") {
  std::vector<VectorRun> runs;
  add_vector(3, 10, runs);
  add_vector(4, 11, runs);
  add_vector(5, 13, runs);  // The place does not follow,
  add_vector(7, 14, runs);  // the vector does not,
  add_vector(8, 15, runs);
  add_vector(8, 16, runs);  // nor is it another.
  CHECK(runs == std::vector<VectorRun>{{3, 2, 10}, {5, 1, 13}, {7, 2, 14}, {8, 1, 16}});
}

}  // namespace vtasim::compiler
