#include "compiler/operations/max_pool.h"

#include <catch2/catch.hpp>

#include "isa/base/error.h"
#include "isa/hardware_config.h"
#include "tests/compiler/support/compiled_run.h"
#include "tests/support/configurations.h"
#include "tests/support/estimated_compile.h"

namespace vtasim::compiler {
namespace {

MaxPool pool_of(int channels, int size, int kernel, int stride, int pad) {
  MaxPool pool;
  pool.name = "x";
  pool.channels = channels;
  pool.height = pool.width = size;
  pool.kernel_h = pool.kernel_w = kernel;
  pool.stride_h = pool.stride_w = stride;
  pool.pad_top = pool.pad_bottom = pool.pad_left = pool.pad_right = pad;
  return pool;
}

std::string check_pool(const MaxPool& pool, const Tensor8& input, const isa::HardwareConfig& config) {
  const MappedOperation operation = map_max_pool(pool, config);
  const Tiling tiling = estimated_tiling(operation.layer, operation.mapping, operation.passes, config);
  const CompiledLayer compiled = compile_max_pool(pool, input, operation, tiling, config);
  return check_compiled(operation.layer, reference_max_pool(pool, input), compiled, config);
}

}  // namespace

TEST_CASE("maxima by hand, at a border too, where all is below 0") {
  const MaxPool pool = pool_of(1, 3, 2, 2, 1);
  const Tensor8 input{1, 1, 3, 3, {-9, -8, -7, -6, -5, -4, -3, -2, -1}};
  CHECK(reference_max_pool(pool, input).data == std::vector<std::int8_t>{-9, -7, -3, -1});
  CHECK(check_pool(pool, input, configuration(4, 64, {})) == "");
}

TEST_CASE("every shipped configuration pools as networks do") {
  const std::vector<MaxPool> pools = {pool_of(40, 30, 3, 2, 1), pool_of(40, 20, 2, 2, 0), pool_of(40, 14, 3, 1, 1),
                                      pool_of(40, 13, 5, 1, 2), pool_of(40, 7, 7, 1, 0),  pool_of(40, 20, 20, 1, 17)};
  for (const std::string& name : isa::hardware_config_names()) {
    const isa::HardwareConfig config = isa::find_hardware_config(name);
    for (const MaxPool& pool : pools) {
      CAPTURE(name, pool.kernel_h);
      CHECK(check_pool(pool, random_tensors(max_pool_layer(pool), 2).input, config) == "");
    }
  }
}

TEST_CASE("what is no pooling is refused with field and range") {
  CHECK_THROWS_WITH(max_pool_layer(pool_of(8, 8, 0, 1, 0)), "max pool x: kernel_h is 0; legal are 1 to 65536");
  CHECK_THROWS_WITH(max_pool_layer(pool_of(8, 8, 3, 1, 3)), "max pool x: pad_top is 3; legal are 0 to 2");
  CHECK_THROWS_WITH(max_pool_layer(pool_of(8, 2, 5, 1, 1)),
                    "max pool x: the kernel is 5 long; legal are 1 to 4, the padded input");
  const MaxPool fits = pool_of(8, 8, 3, 1, 1);
  const isa::HardwareConfig config = configuration(4, 64, {});
  CHECK_THROWS_WITH(compile_max_pool(fits, Tensor8::zeros(1, 8, 8, 7), map_max_pool(fits, config), {}, config),
                    "max pool x: the input is 1 x 8 x 8 x 7; it must be 1 x 8 x 8 x 8");
}

}  // namespace vtasim::compiler
