#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/tiling/maximum_form.h"
#include "compiler/workload/layer_file.h"
#include "isa/validate.h"
#include "tests/compiler/operations/sample_operations.h"
#include "tests/compiler/support/interleaving.h"
#include "tests/support/configurations.h"
#include "tests/support/random_layers.h"

namespace vtasim::compiler {
namespace {

struct Pooling {
  Shape shape;
  MaxPool pool;
};

/// Any pooling of moderate size, of windows that padding may be most of; inp holds one.
Pooling random_pooling(const isa::HardwareConfig& config) {
  const Shape shape{random_number(1, 2), random_number(1, 70), random_number(1, 16), random_number(1, 18)};
  PoolWindow window;
  window.stride_h = random_number(1, 4);
  window.stride_w = random_number(1, 4);
  window.kernel_h = random_number(1, std::min(shape.h, 7));
  window.kernel_w = random_number(1, std::min({shape.w, 7, config.inp_depth / window.kernel_h}));
  window.pad_top = random_number(0, window.kernel_h - 1);
  window.pad_left = random_number(0, window.kernel_w - 1);
  window.pad_bottom = random_number(0, window.kernel_h - 1);
  window.pad_right = random_number(0, window.kernel_w - 1);
  return {shape, {window}};
}

Pooling square_pooling(int channels, int size, int kernel, int stride, int pad) {
  return {{1, channels, size, size}, {{kernel, kernel, stride, stride, pad, pad, pad, pad}}};
}

MappedOperation mapped_of(const Pooling& pooling, const isa::HardwareConfig& config) {
  return map_max_pool(pooling.pool, kOperationName, pooling.shape, config);
}

std::string check_pooling(const Pooling& pooling, const MappedOperation& mapped, bool negative,
                          const isa::HardwareConfig& config) {
  const Tensor8 input = random_values(pooling.shape, 4, negative);
  return check_operation(mapped, pooling.pool, pooling.shape, {&input}, config);
}

/// As often as not all inputs are below 0, where zeros of a padding would win.
bool negative() { return random_number(0, 1) == 0; }

}  // namespace

TEST_CASE("any max pooling on any configuration computes its definition") {
  rc::prop("random poolings and configurations", [] {
    const isa::HardwareConfig config = random_configuration();
    const Pooling pooling = random_pooling(config);
    const MappedOperation mapped = mapped_of(pooling, config);
    RC_LOG() << to_json(mapped.layer).dump() << '\n' << to_json(config).dump() << '\n';
    RC_ASSERT(check_pooling(pooling, mapped, negative(), config) == "");
  });
}

TEST_CASE("any max pooling computes its definition in every form") {
  rc::prop("random poolings, configurations and forms", [] {
    const isa::HardwareConfig config = random_configuration();
    const Pooling pooling = random_pooling(config);
    MappedOperation mapped = mapped_of(pooling, config);
    RC_LOG() << to_json(mapped.layer).dump() << '\n' << to_json(config).dump() << '\n';
    LoopNest& nest = mapped.mapping.nest;
    for (const MaximumForm form : {MaximumForm{true, true}, {false, true}, {true, false}, {false, false}}) {
      if (!form.chain_cols && nest.stride_cols > 1) continue;
      nest.maximum = form;
      if (maximum_grid(nest, 1, 1).entries() > config.acc_depth) continue;
      RC_LOG() << form.chain_rows << form.chain_cols << '\n';
      RC_ASSERT(check_pooling(pooling, mapped, negative(), config) == "");
    }
  });
}

TEST_CASE("a max pooling's program is the same at whatever speed its modules run") {
  rc::prop("random poolings, configurations and speeds", [] {
    const isa::HardwareConfig config = random_configuration();
    const Pooling pooling = random_pooling(config);
    const MappedOperation mapped = mapped_of(pooling, config);
    RC_LOG() << to_json(mapped.layer).dump() << '\n' << to_json(config).dump() << '\n';
    const Tiling tiling = estimated_tiling(mapped.layer, mapped.mapping, mapped.passes, config);
    const Tensor8 input = random_values(pooling.shape, 4, negative());
    const Tensor8 output = reference_of(pooling.pool, pooling.shape, {&input});
    const CompiledLayer compiled = compile_operation(mapped, {&input}, output, tiling, config);
    const std::vector<isa::Instruction> program = validate(compiled.program, config);
    const InterleavedRun run =
        run_interleaved(program, config, compiled.program.image(), [](int n) { return random_number(0, n - 1); });
    RC_ASSERT(run.problem == "");
    RC_ASSERT(run.dram == run_sequentially(program, config, compiled.program.image()));
  });
}

TEST_CASE("maxima by hand, at a border too, where all is below 0") {
  const Pooling pooling = square_pooling(1, 3, 2, 2, 1);
  const Tensor8 input{1, 1, 3, 3, {-9, -8, -7, -6, -5, -4, -3, -2, -1}};
  CHECK(reference_of(pooling.pool, pooling.shape, {&input}).data == std::vector<std::int8_t>{-9, -7, -3, -1});
  const isa::HardwareConfig config = configuration(4, 64, {});
  CHECK(check_operation(mapped_of(pooling, config), pooling.pool, pooling.shape, {&input}, config) == "");
}

TEST_CASE("every shipped configuration pools as networks do") {
  const std::vector<Pooling> poolings = {square_pooling(40, 30, 3, 2, 1), square_pooling(40, 20, 2, 2, 0),
                                         square_pooling(40, 14, 3, 1, 1), square_pooling(40, 13, 5, 1, 2),
                                         square_pooling(40, 7, 7, 1, 0),  square_pooling(40, 20, 20, 1, 17)};
  for (const std::string& name : isa::hardware_config_names()) {
    const isa::HardwareConfig config = isa::find_hardware_config(name);
    for (const Pooling& pooling : poolings) {
      CAPTURE(name, pooling.pool.window.kernel_h);
      CHECK(check_pooling(pooling, mapped_of(pooling, config), false, config) == "");
    }
  }
}

}  // namespace vtasim::compiler
