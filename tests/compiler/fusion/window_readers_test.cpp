#include "compiler/fusion/window_readers.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/support/configurations.h"
#include "tests/support/sample_layers.h"

namespace vtasim::compiler {
namespace {

std::vector<std::string> names(const Layer& layer, SearchEffort effort) {
  std::vector<std::string> result;
  for (const WindowReader& reader : window_readers(layer, block_16(), effort)) result.push_back(reader.windows.name);
  return result;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("windows are dealt out for few tiles, with more effort also for few rows to store") {
  const Layer layer = depthwise_layer(16, 28, 28, 3, 1);  // 7 x 7 windows.
  CHECK(names(layer, SearchEffort::quick) == Names{"swapped 4x4 step 4x4 aligned parts 4x4"});
  CHECK(names(layer, SearchEffort::full) ==
        Names{"swapped 4x4 step 4x4 aligned parts 4x4", "swapped 4x4 step 4x4 aligned parts 2x7"});
}

TEST_CASE("there are no windows of planes that they do not cut, nor of layers that are not depthwise") {
  CHECK(names(depthwise_layer(16, 14, 14, 3, 1), SearchEffort::full).empty());
  Layer dense = depthwise_layer(16, 28, 28, 3, 1);
  dense.groups = 1;
  CHECK(names(dense, SearchEffort::full).empty());
}

}  // namespace vtasim::compiler
