#include "compiler/codegen/gemm_loops.h"

#include <rapidcheck/catch.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/compiler/support/gemm_operations.h"
#include "tests/support/configurations.h"

namespace vtasim::compiler {
namespace {

using Operation = GemmOperation;

std::vector<Operation> operations_of(const GemmLoops& loops, isa::Buffer activation) {
  std::vector<Operation> operations;
  for (const auto& tap : loops.taps) operations.push_back({tap.acc, tap.activation, tap.filter});
  for (const auto& dim : loops.dims) {
    std::vector<Operation> all;
    for (const Operation& op : operations) {
      for (int i = 0; i < dim.count; ++i) {
        all.push_back({op[0] + i * dim.acc, op[1] + i * dim.activation, op[2] + i * dim.filter});
      }
    }
    operations = all;
  }
  if (activation == isa::Buffer::wgt) {
    for (Operation& op : operations) std::swap(op[1], op[2]);
  }
  return operations;
}

}  // namespace

TEST_CASE("any number of loops becomes the same GEMM operations") {
  rc::prop("random loops", [] {
    const isa::HardwareConfig config = configuration(4, 64, {*rc::gen::inRange(2, 8), 11, 10, 11});
    GemmLoops loops;
    const int dims = *rc::gen::inRange(0, 5);
    for (int i = 0; i < dims; ++i) {
      loops.dims.push_back(
          {*rc::gen::inRange(1, 5), *rc::gen::inRange(0, 30), *rc::gen::inRange(0, 30), *rc::gen::inRange(0, 30)});
    }
    const int taps = *rc::gen::inRange(1, 6);
    for (int i = 0; i < taps; ++i) {
      loops.taps.push_back({*rc::gen::inRange(0, 99), *rc::gen::inRange(0, 99), *rc::gen::inRange(0, 99)});
    }
    const isa::Buffer activation = *rc::gen::element(isa::Buffer::inp, isa::Buffer::wgt);
    UopTable table(config);
    append_gemm(loops, activation, table);
    auto got = placed_operations(table, config);
    auto want = operations_of(loops, activation);
    std::sort(got.begin(), got.end());
    std::sort(want.begin(), want.end());
    RC_ASSERT(got == want);
  });
}

TEST_CASE("two loops take no more micro-ops than taps, and loops that continue each other are one") {
  const isa::HardwareConfig config = configuration(4, 64, {});
  UopTable table(config);
  GemmLoops loops;
  loops.taps = {{0, 0, 0}, {0, 1, 1}};
  loops.dims = {{3, 20, 5, 0}, {1, 7, 7, 7}, {4, 5, 9, 0}};
  append_gemm(loops, isa::Buffer::inp, table);
  CHECK(table.words().size() == 2);
  loops.dims = {{3, 20, 40, 0}, {4, 5, 10, 0}, {5, 1, 2, 0}, {2, 60, 0, 2}};
  append_gemm(loops, isa::Buffer::inp, table);
  CHECK(table.words().size() == 2);
}

}  // namespace vtasim::compiler
