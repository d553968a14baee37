#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "compiler/operations/max_pool.h"
#include "compiler/tiling/maximum_form.h"
#include "compiler/workload/layer_file.h"
#include "isa/base/error.h"
#include "isa/validate.h"
#include "tests/compiler/support/compiled_run.h"
#include "tests/compiler/support/interleaving.h"
#include "tests/support/estimated_compile.h"
#include "tests/support/random_layers.h"

namespace vtasim::compiler {
namespace {

/// Any pooling of moderate size, of windows that padding may be most of; inp holds one.
MaxPool random_pool(const isa::HardwareConfig& config) {
  MaxPool pool;
  pool.name = "random";
  pool.batch = random_number(1, 2);
  pool.channels = random_number(1, 70);
  pool.height = random_number(1, 16);
  pool.width = random_number(1, 18);
  pool.stride_h = random_number(1, 4);
  pool.stride_w = random_number(1, 4);
  pool.kernel_h = random_number(1, std::min(pool.height, 7));
  pool.kernel_w = random_number(1, std::min({pool.width, 7, config.inp_depth / pool.kernel_h}));
  pool.pad_top = random_number(0, pool.kernel_h - 1);
  pool.pad_left = random_number(0, pool.kernel_w - 1);
  pool.pad_bottom = random_number(0, pool.kernel_h - 1);
  pool.pad_right = random_number(0, pool.kernel_w - 1);
  return pool;
}

Tensor8 input_of(const MaxPool& pool) {
  Tensor8 input = random_tensors(max_pool_layer(pool), 4).input;
  // As often as not all below 0, where zeros of a padding would win.
  if (random_number(0, 1) == 0) {
    for (std::int8_t& value : input.data) value = static_cast<std::int8_t>(value | -128);
  }
  return input;
}

/// What is wrong with the pooling's program.
std::string check_pool(const MaxPool& pool, const MappedOperation& operation, const isa::HardwareConfig& config) {
  const Tensor8 input = input_of(pool);
  const Tiling tiling = estimated_tiling(operation.layer, operation.mapping, operation.passes, config);
  const CompiledLayer compiled = compile_max_pool(pool, input, operation, tiling, config);
  return check_compiled(operation.layer, reference_max_pool(pool, input), compiled, config);
}

}  // namespace

TEST_CASE("any max pooling on any configuration computes its definition") {
  rc::prop("random poolings and configurations", [] {
    const isa::HardwareConfig config = random_configuration();
    const MaxPool pool = random_pool(config);
    RC_LOG() << to_json(max_pool_layer(pool)).dump() << '\n' << to_json(config).dump() << '\n';
    RC_ASSERT(check_pool(pool, map_max_pool(pool, config), config) == "");
  });
}

TEST_CASE("any max pooling computes its definition in every form") {
  rc::prop("random poolings, configurations and forms", [] {
    const isa::HardwareConfig config = random_configuration();
    const MaxPool pool = random_pool(config);
    RC_LOG() << to_json(max_pool_layer(pool)).dump() << '\n' << to_json(config).dump() << '\n';
    MappedOperation operation = map_max_pool(pool, config);
    LoopNest& nest = operation.mapping.nest;
    for (const MaximumForm form : {MaximumForm{true, true}, {false, true}, {true, false}, {false, false}}) {
      if (!form.chain_cols && nest.stride_cols > 1) continue;
      nest.maximum = form;
      if (maximum_grid(nest, 1, 1).entries() > config.acc_depth) continue;
      RC_LOG() << form.chain_rows << form.chain_cols << '\n';
      RC_ASSERT(check_pool(pool, operation, config) == "");
    }
  });
}

TEST_CASE("a max pooling's program is the same at whatever speed its modules run") {
  rc::prop("random poolings, configurations and speeds", [] {
    const isa::HardwareConfig config = random_configuration();
    const MaxPool pool = random_pool(config);
    RC_LOG() << to_json(max_pool_layer(pool)).dump() << '\n' << to_json(config).dump() << '\n';
    const MappedOperation operation = map_max_pool(pool, config);
    const Tiling tiling = estimated_tiling(operation.layer, operation.mapping, operation.passes, config);
    const CompiledLayer compiled = compile_max_pool(pool, input_of(pool), operation, tiling, config);
    const std::vector<isa::Instruction> program = validate(compiled.program, config);
    const InterleavedRun run =
        run_interleaved(program, config, compiled.program.image(), [](int n) { return random_number(0, n - 1); });
    RC_ASSERT(run.problem == "");
    RC_ASSERT(run.dram == run_sequentially(program, config, compiled.program.image()));
  });
}

}  // namespace vtasim::compiler
