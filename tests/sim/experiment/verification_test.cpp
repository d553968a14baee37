#include "sim/experiment/verification.h"

#include <catch2/catch.hpp>

namespace vtasim::experiment {

TEST_CASE("wrong values are counted and the first is named by its coordinates", "[report]") {
  compiler::Tensor8 reference{2, 3, 4, 5, std::vector<std::int8_t>(2 * 3 * 4 * 5, -7)};
  compiler::Tensor8 got = reference;
  CHECK(describe_wrong_values(reference, got).empty());
  got.at(1, 2, 3, 4) = 1;
  got.at(1, 1, 2, 3) = 5;
  CHECK(describe_wrong_values(reference, got) ==
        "output (n 1, c 1, y 2, x 3) is 5, the reference says -7; 2 of 120 values differ");
}

}  // namespace vtasim::experiment
