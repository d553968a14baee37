#include "compiler/codegen/gemm_points.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/compiler/support/gemm_operations.h"
#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

/// Instructions and micro-ops that the points take.
struct Size {
  std::size_t instructions = 0;
  std::size_t uops = 0;
};

Size size_of(const std::vector<GemmPoint>& points) {
  UopTable table(configuration(4, 64, {}));
  append_gemm(points, table);
  return {table.place(0).size() - 1, table.words().size()};  // But for the LOAD of micro-ops.
}

}  // namespace

TEST_CASE("points in any order become GEMM operations, each as often as it is there") {
  rc::prop("random points", [] {
    const isa::HardwareConfig config = configuration(4, 64, {*rc::gen::inRange(2, 8), 11, 10, 11});
    std::vector<GemmPoint> points;
    const int pieces = *rc::gen::inRange(1, 6);
    for (int piece = 0; piece < pieces; ++piece) {
      GemmPoint point{*rc::gen::inRange(500, 999), *rc::gen::inRange(500, 999), *rc::gen::inRange(500, 999)};
      const GemmPoint step{*rc::gen::inRange(-9, 30), *rc::gen::inRange(-9, 30), *rc::gen::inRange(-2, 3)};
      const GemmPoint back{*rc::gen::inRange(-99, 99), *rc::gen::inRange(-99, 99), *rc::gen::inRange(-2, 3)};
      const int rows = *rc::gen::inRange(1, 5);
      const int cols = *rc::gen::inRange(1, 5);
      for (int row = 0; row < rows; ++row) {
        for (int col = 0; col < cols; ++col) {
          points.push_back({point.acc + row * back.acc + col * step.acc, point.inp + row * back.inp + col * step.inp,
                            point.wgt + row * back.wgt + col * step.wgt});
        }
      }
    }
    UopTable table(config);
    append_gemm(points, table);
    auto got = placed_operations(table, config);
    std::vector<GemmOperation> want;
    for (const GemmPoint& point : points) want.push_back({point.acc, point.inp, point.wgt});
    std::sort(got.begin(), got.end());
    std::sort(want.begin(), want.end());
    RC_ASSERT(got == want);
  });
}

TEST_CASE("what steps evenly is one micro-op, and what steps alike one instruction") {
  std::vector<GemmPoint> points;
  for (int block = 0; block < 3; ++block) {  // Blocks of 2 x 4 of rows of 12.
    for (int row = 0; row < 2; ++row) {
      for (int col = 0; col < 4; ++col) points.push_back({8 * block + 4 * row + col, 12 * row + 4 * block + col, 7});
    }
  }
  const Size blocks = size_of(points);
  CHECK(blocks.instructions == 1);
  CHECK(blocks.uops == 3);
  points.push_back({100, 5, 7});
  const Size with_another = size_of(points);
  CHECK(with_another.instructions == 2);
  CHECK(with_another.uops == 4);
}

TEST_CASE("a second loop is none that would cost instructions") {
  // Runs of five entries: two of them step as two others, and one does not.
  std::vector<GemmPoint> points;
  for (const int first : {0, 100, 200, 350, 450}) {
    for (int i = 0; i < 5; ++i) points.push_back({first + i, i, first % 7});
  }
  const Size size = size_of(points);
  CHECK(size.instructions == 1);
  CHECK(size.uops == 5);
}

TEST_CASE("steps backwards are written out, and so is what the fields of loops do not count") {
  CHECK(size_of({{5, 5, 5}, {4, 4, 4}, {3, 3, 3}}).uops == 3);
  const Size size = size_of(std::vector<GemmPoint>(40000, {1, 2, 3}));
  CHECK(size.instructions == 2);
}

}  // namespace vtasim::compiler
