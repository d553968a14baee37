#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/workload/layer_file.h"
#include "tests/compiler/operations/sample_operations.h"
#include "tests/support/configurations.h"
#include "tests/support/random_layers.h"

namespace vtasim::compiler {
namespace {

Addition random_addition() {
  Addition addition;
  addition.shifts = {random_number(0, kLargestResidualShift), random_number(0, kLargestResidualShift)};
  Requantization& by = addition.requantization;
  by.shift = random_number(0, 8);
  by.rounding = random_number(0, 1) == 1 ? Rounding::half_up : Rounding::floor;
  by.clip_min = random_number(-128, 20);
  by.clip_max = random_number(std::max(0, by.clip_min), 127);
  by.relu = random_number(0, 1) == 1;
  return addition;
}

}  // namespace

TEST_CASE("any addition on any configuration computes its definition") {
  rc::prop("random additions and configurations", [] {
    const Shape shape{random_number(1, 2), random_number(1, 70), random_number(1, 16), random_number(1, 18)};
    const Addition addition = random_addition();
    const isa::HardwareConfig config = random_configuration();
    const MappedOperation mapped = map_addition(addition, kOperationName, shape, config);
    RC_LOG() << to_json(mapped.layer).dump() << '\n' << to_json(config).dump() << '\n';
    const Tensor8 a = random_values(shape, 6);
    const Tensor8 b = random_values(shape, 7);
    RC_ASSERT(check_operation(mapped, addition, shape, {&a, &b}, config) == "");
  });
}

TEST_CASE("a vector of a sum takes a reset, an operation for each operand, and the passes that can act") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  const Shape shape{1, 64, 10, 10};
  Addition addition;
  addition.requantization.shift = 1;
  const MappedOperation mapped = map_addition(addition, kOperationName, shape, config);
  CHECK(mapped.passes.size() == 1);
  const Tiling tiling = estimated_tiling(mapped.layer, mapped.mapping, mapped.passes, config);
  const CompileStats stats = build_operation(mapped, tiling, config).stats;
  CHECK(stats.gemm_ops == 3 * 400);
  CHECK(stats.alu_cycles == 400);
  // Both operands once, and two wgt tiles in all.
  CHECK(stats.read_bytes_by_buffer[static_cast<std::size_t>(isa::Buffer::inp)] == 2 * 6400);
  CHECK(stats.read_bytes_by_buffer[static_cast<std::size_t>(isa::Buffer::wgt)] == 2 * 256);
  CHECK(stats.packed_bytes == 0);
}

}  // namespace vtasim::compiler
