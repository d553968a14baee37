#include "compiler/epilogue/requantization.h"

#include <catch2/catch.hpp>
#include <limits>

#include "compiler/epilogue/alu_pass.h"

namespace vtasim::compiler {
namespace {

/// One channel with one weight.
Layer layer_1x1() {
  Layer layer;
  layer.channels = layer.out_channels = layer.groups = 1;
  layer.height = layer.width = layer.kernel_h = layer.kernel_w = 1;
  layer.bias = true;
  return layer;
}

LayerTensors tensors_of(std::int8_t weight, std::int32_t bias) {
  return {Tensor8::zeros(1, 1, 1, 1), {1, 1, 1, 1, {weight}}, {bias}};
}

std::vector<std::pair<isa::AluOp, int>> passes_of(const Layer& layer, const LayerTensors& tensors) {
  std::vector<std::pair<isa::AluOp, int>> passes;
  for (const AluPass& pass : requantization_passes(layer, tensors)) passes.emplace_back(pass.op, pass.immediate);
  return passes;
}

using Passes = std::vector<std::pair<isa::AluOp, int>>;

}  // namespace

TEST_CASE("clamps that can act are there, with relu in the lower one") {
  Layer layer = layer_1x1();
  layer.shift = 2;
  layer.clip_max = 100;
  CHECK(passes_of(layer, tensors_of(127, 0)) ==
        Passes{{isa::AluOp::shr, 2}, {isa::AluOp::min, 100}, {isa::AluOp::max, -128}});
  layer.relu = true;
  CHECK(passes_of(layer, tensors_of(127, 0)) ==
        Passes{{isa::AluOp::shr, 2}, {isa::AluOp::min, 100}, {isa::AluOp::max, 0}});
}

TEST_CASE("a clamp goes exactly when no input can reach it") {
  Layer layer = layer_1x1();
  // Sums from -128 * w + b to 127 * w + b.
  CHECK(passes_of(layer, tensors_of(1, 0)).empty());
  CHECK(passes_of(layer, tensors_of(1, 1)) == Passes{{isa::AluOp::min, 127}});
  CHECK(passes_of(layer, tensors_of(1, -1)) == Passes{{isa::AluOp::max, -128}});
  CHECK(passes_of(layer, tensors_of(-1, -1)).empty());
  CHECK(passes_of(layer, tensors_of(-1, -2)) == Passes{{isa::AluOp::max, -128}});
  CHECK(passes_of(layer, tensors_of(-1, 0)) == Passes{{isa::AluOp::min, 127}});
  layer.shift = 1;
  CHECK(passes_of(layer, tensors_of(2, 1)) == Passes{{isa::AluOp::shr, 1}});
  CHECK(passes_of(layer, tensors_of(2, 2)) == Passes{{isa::AluOp::shr, 1}, {isa::AluOp::min, 127}});
}

TEST_CASE("lanes without an element sum up to 0, which clamps must let through as well") {
  Layer layer = layer_1x1();
  layer.clip_min = 5;
  CHECK(passes_of(layer, tensors_of(0, 50)) == Passes{{isa::AluOp::max, 5}});
}

TEST_CASE("where a sum can wrap around, nothing is known") {
  Layer layer = layer_1x1();
  layer.shift = 31;
  CHECK(passes_of(layer, tensors_of(1, 0)) == Passes{{isa::AluOp::shr, 31}});
  layer.clip_min = -1;
  layer.clip_max = 0;
  CHECK(passes_of(layer, tensors_of(1, 0)) == Passes{{isa::AluOp::shr, 31}});
  layer.clip_min = 0;
  CHECK(passes_of(layer, tensors_of(1, 1000)) == Passes{{isa::AluOp::shr, 31}});
  CHECK(passes_of(layer, tensors_of(1, std::numeric_limits<std::int32_t>::max())) ==
        Passes{{isa::AluOp::shr, 31}, {isa::AluOp::max, 0}});
}

TEST_CASE("relu6 clamps where it can act, and only there") {
  Layer layer = layer_1x1();
  layer.relu6 = 127;
  CHECK(passes_of(layer, tensors_of(1, 0)) == Passes{{isa::AluOp::max, 0}});
  layer.relu6 = 126;
  CHECK(passes_of(layer, tensors_of(1, 0)) == Passes{{isa::AluOp::min, 126}, {isa::AluOp::max, 0}});
}

TEST_CASE("a zero point moves the sums, and with them the clamps that can act") {
  Layer layer = layer_1x1();
  layer.bias = false;
  // Sums from -128 - zp to 127 - zp.
  layer.input_zero_point = 1;
  CHECK(passes_of(layer, tensors_of(1, 0)) == Passes{{isa::AluOp::max, -128}});
  layer.input_zero_point = -1;
  CHECK(passes_of(layer, tensors_of(1, 0)) == Passes{{isa::AluOp::min, 127}});
}

TEST_CASE("shifts by channel are one pass, and clamps go where no channel can reach them after its own shift") {
  Layer layer = layer_1x1();
  layer.out_channels = 2;
  layer.bias = false;
  layer.shifts = {0, 3};
  const LayerTensors tensors{Tensor8::zeros(1, 1, 1, 1), {2, 1, 1, 1, {1, 8}}, {}};
  const std::vector<AluPass> passes = requantization_passes(layer, tensors);
  REQUIRE(passes.size() == 1);
  CHECK(passes[0].op == isa::AluOp::shr);
  CHECK(passes[0].by_channel);
  layer.shifts = {3, 0};
  CHECK(requantization_passes(layer, tensors).size() == 3);
  layer.shifts = {3, 3};
  CHECK(passes_of(layer, tensors) == Passes{{isa::AluOp::shr, 3}});
  CHECK_FALSE(requantization_passes(layer, tensors)[0].by_channel);
  layer.shifts = {0, 0};
  CHECK(passes_of(layer, tensors) == Passes{{isa::AluOp::min, 127}, {isa::AluOp::max, -128}});
}

}  // namespace vtasim::compiler
