#include "compiler/operations/add.h"

#include <catch2/catch.hpp>

#include "isa/base/error.h"
#include "tests/support/configurations.h"
#include "tests/support/estimated_compile.h"

namespace vtasim::compiler {
namespace {

Add add_of(int channels, int size) {
  Add add;
  add.name = "x";
  add.channels = channels;
  add.height = add.width = size;
  return add;
}

}  // namespace

TEST_CASE("a vector of a sum takes a reset, an operation for each operand, and the passes that can act") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  Add add = add_of(64, 10);
  add.shift = 1;
  const MappedOperation operation = map_add(add, config);
  CHECK(operation.passes.size() == 1);
  const LayerTensors random = random_tensors(operation.layer);
  const LayerTensors tensors = add_tensors(add, random.input, random.residual);
  const Tiling tiling = estimated_tiling(operation.layer, operation.mapping, operation.passes, config);
  const CompiledLayer compiled = compile_add(tensors, operation, tiling, config);
  CHECK(compiled.stats.gemm_ops == 3 * 400);
  CHECK(compiled.stats.alu_cycles == 400);
  // Both operands once, and two wgt tiles in all.
  CHECK(compiled.stats.read_bytes_by_buffer[static_cast<std::size_t>(isa::Buffer::inp)] == 2 * 6400);
  CHECK(compiled.stats.read_bytes_by_buffer[static_cast<std::size_t>(isa::Buffer::wgt)] == 2 * 256);
  CHECK(compiled.stats.packed_bytes == 0);
}

TEST_CASE("what is no addition is refused with field and range") {
  Add add = add_of(64, 10);
  add.shift_a = 7;
  CHECK_THROWS_WITH(add_layer(add), "add x: shift_a is 7; legal are 0 to 6");
  add = add_of(64, 10);
  add.shift_b = -1;
  CHECK_THROWS_WITH(add_layer(add), "add x: shift_b is -1; legal are 0 to 6");
  add = add_of(64, 10);
  add.clip_min = 5;
  add.clip_max = 4;
  CHECK_THROWS_WITH(add_layer(add), "add x: clip_max is 4; legal are 5 to 127");
  add = add_of(64, 10);
  add.clip_max = -5;
  add.relu = true;
  CHECK_THROWS_WITH(add_layer(add), "add x: clips to [0, -5]; the lower limit must not be above the upper one");
  add = add_of(64, 10);
  CHECK_THROWS_WITH(add_tensors(add, Tensor8::zeros(1, 64, 10, 10), Tensor8::zeros(1, 64, 10, 9)),
                    "add x: b is 1 x 64 x 10 x 9; it must be 1 x 64 x 10 x 10");
}

}  // namespace vtasim::compiler
