#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/operations/add.h"
#include "compiler/workload/layer_file.h"
#include "compiler/workload/reference.h"
#include "tests/compiler/support/compiled_run.h"
#include "tests/support/estimated_compile.h"
#include "tests/support/random_layers.h"

namespace vtasim::compiler {
namespace {

Add random_add() {
  Add add;
  add.name = "random";
  add.batch = random_number(1, 2);
  add.channels = random_number(1, 70);
  add.height = random_number(1, 16);
  add.width = random_number(1, 18);
  add.shift_a = random_number(0, 6);
  add.shift_b = random_number(0, 6);
  add.shift = random_number(0, 8);
  add.clip_min = random_number(-128, 20);
  add.clip_max = random_number(std::max(0, add.clip_min), 127);
  add.relu = random_number(0, 1) == 1;
  return add;
}

/// By the definition.
Tensor8 sum_of(const Add& add, const Tensor8& a, const Tensor8& b) {
  Tensor8 sum = Tensor8::zeros(add.batch, add.channels, add.height, add.width);
  for (std::size_t i = 0; i < sum.data.size(); ++i) {
    const int exact = a.data[i] * (1 << add.shift_a) + b.data[i] * (1 << add.shift_b);
    const int low = add.relu ? std::max(add.clip_min, 0) : add.clip_min;
    sum.data[i] = static_cast<std::int8_t>(std::clamp(exact >> add.shift, low, add.clip_max));
  }
  return sum;
}

}  // namespace

TEST_CASE("any addition on any configuration computes its definition") {
  rc::prop("random additions and configurations", [] {
    const Add add = random_add();
    const isa::HardwareConfig config = random_configuration();
    const Layer layer = add_layer(add);
    RC_LOG() << to_json(layer).dump() << '\n' << to_json(config).dump() << '\n';
    LayerTensors random = random_tensors(layer, 6);
    const Tensor8 sum = sum_of(add, random.input, random.residual);
    const LayerTensors tensors = add_tensors(add, std::move(random.input), std::move(random.residual));
    const MappedOperation operation = map_add(add, config);
    const Tiling tiling = estimated_tiling(layer, operation.mapping, operation.passes, config);
    const CompiledLayer compiled = compile_add(tensors, operation, tiling, config);
    RC_ASSERT(check_compiled(layer, sum, compiled, config) == "");
  });
}

}  // namespace vtasim::compiler
