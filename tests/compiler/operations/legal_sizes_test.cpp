#include "compiler/operations/legal_sizes.h"

#include <catch2/catch.hpp>

namespace vtasim::compiler {

TEST_CASE("a number out of its range is refused with both") {
  CHECK_NOTHROW(check_size("add x", "shift", 31, 0, 31));
  CHECK_THROWS_WITH(check_size("add x", "shift", 32, 0, 31), "add x: shift is 32; legal are 0 to 31");
  CHECK_THROWS_WITH(check_size("add x", "shift", -1, 0, 31), "add x: shift is -1; legal are 0 to 31");
}

TEST_CASE("tensors have sizes that layers can have") {
  CHECK_NOTHROW(check_tensor_sizes("add x", {1, 64, 56, 56}));
  CHECK_THROWS_WITH(check_tensor_sizes("add x", {1, 0, 56, 56}), "add x: channels is 0; legal are 1 to 65536");
  CHECK_THROWS_WITH(check_tensor_sizes("add x", {2, 1024, 1024, 1024}),
                    "add x: 2 x 1024 x 1024 x 1024 are more than 2147483647 elements");
}

}  // namespace vtasim::compiler
