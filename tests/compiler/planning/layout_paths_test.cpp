#include "compiler/planning/layout_paths.h"

#include <catch2/catch.hpp>

#include "compiler/planning/network_plan.h"

namespace vtasim::compiler {
namespace {

/// Four elements, turned round by so many.
TensorLayout layout(int turn) {
  std::vector<ByteSource> sources;
  for (int i = 0; i < 4; ++i) sources.push_back(ByteSource::element((i + turn) % 4));
  return {"", sources};
}

LayoutWay change(std::size_t tensor, int from, int to, std::int64_t cycles) {
  return {tensor, layout(from), layout(to), cycles, nullptr};
}

}  // namespace

TEST_CASE("a layout is changed by one step, or by two where they cost less together") {
  std::vector<LayoutWay> changes = {change(1, 0, 2, 50), change(1, 0, 1, 20), change(1, 1, 2, 20), change(1, 2, 3, 5)};
  const auto best = [&](std::size_t tensor, int from, int to) {
    return LayoutPaths(changes,
                       [&](std::size_t i) {
                         return Cost{changes[i].cycles, 1};
                       })
        .best(tensor, layout(from), layout(to));
  };
  CHECK(best(1, 0, 2).changes == std::vector<std::size_t>{1, 2});
  CHECK(best(1, 0, 2).cost == Cost{40, 2});
  changes[0].cycles = 40;
  CHECK(best(1, 0, 2).changes == std::vector<std::size_t>{0});  // As many cycles, and one launch.
  CHECK(best(1, 0, 3).changes == std::vector<std::size_t>{0, 3});
  CHECK(best(1, 3, 0).cost.is_impossible());
  CHECK(best(2, 0, 2).cost.is_impossible());  // Changes are of a tensor.
}

}  // namespace vtasim::compiler
