#include "compiler/graph/average_pool.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/workload/layer_file.h"
#include "tests/compiler/operations/sample_operations.h"
#include "tests/support/configurations.h"
#include "tests/support/random_layers.h"

namespace vtasim::compiler {

TEST_CASE("any average pooling on any configuration computes its definition") {
  rc::prop("random poolings and configurations", [] {
    const Shape shape{random_number(1, 2), random_number(1, 70), random_number(1, 12), random_number(1, 12)};
    AveragePool pool;
    pool.window.kernel_h = random_number(1, std::min(shape.h, 7));
    pool.window.kernel_w = random_number(1, std::min(shape.w, 7));
    pool.window.stride_h = random_number(1, 4);
    pool.window.stride_w = random_number(1, 4);
    pool.requantization.rounding = random_number(0, 1) == 1 ? Rounding::half_up : Rounding::floor;
    choose_multiplier(pool);
    const isa::HardwareConfig config = random_configuration();
    const MappedOperation mapped = map_average_pool(pool, kOperationName, shape, config);
    RC_LOG() << to_json(mapped.layer).dump() << '\n' << to_json(config).dump() << '\n';
    const Tensor8 input = random_values(shape, 4);
    RC_ASSERT(check_operation(mapped, pool, shape, {&input}, config) == "");
  });
}

TEST_CASE("an average pooling loads a tile for each tap, however many channels there are") {
  const isa::HardwareConfig config = isa::find_hardware_config("b16-bus64");
  const Shape shape{1, 1024, 7, 7};
  AveragePool pool;
  pool.window.kernel_h = pool.window.kernel_w = 7;
  choose_multiplier(pool);
  const MappedOperation mapped = map_average_pool(pool, kOperationName, shape, config);
  const Tiling tiling = estimated_tiling(mapped.layer, mapped.mapping, mapped.passes, config);
  const CompileStats stats = build_operation(mapped, tiling, config).stats;
  CHECK(stats.read_bytes_by_buffer[static_cast<std::size_t>(isa::Buffer::wgt)] == 49 * 256);
  CHECK(stats.read_bytes_by_buffer[static_cast<std::size_t>(isa::Buffer::inp)] == 1024 * 49);
}

}  // namespace vtasim::compiler
