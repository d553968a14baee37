#pragma once

#include <string>
#include <vector>

#include "compiler/fusion/layer_pair.h"
#include "compiler/workload/layer.h"
#include "isa/hardware_config.h"
#include "sim/experiment/search_store.h"
#include "tests/support/configurations.h"
#include "tests/support/sample_layers.h"
#include "tests/support/shared_machine.h"

namespace vtasim::experiment {

/// Small layers of several kinds, which searches make different choices for.
inline std::vector<compiler::Layer> sample_layers() {
  compiler::Layer plain = compiler::depthwise_layer(32, 14, 14, 3, 1);
  compiler::Layer with_zero_point = compiler::depthwise_layer(20, 9, 7, 3, 1);
  with_zero_point.input_zero_point = -3;
  compiler::Layer with_separate_pass = compiler::depthwise_layer(16, 10, 10, 5, 2);
  with_separate_pass.requantization_pass = compiler::RequantizationPass::separate;
  compiler::Layer pointwise = compiler::depthwise_layer(32, 8, 8, 1);
  pointwise.groups = 1;
  pointwise.out_channels = 48;
  pointwise.shifts.assign(48, 7);
  pointwise.shifts[5] = 9;
  compiler::Layer first = compiler::depthwise_layer(3, 17, 17, 3, 1);
  first.groups = 1;
  first.out_channels = 16;
  first.stride_h = first.stride_w = 2;
  compiler::Layer grouped = compiler::depthwise_layer(32, 8, 8, 3, 1);
  grouped.groups = 4;
  grouped.bias = false;
  return {plain, with_zero_point, with_separate_pass, pointwise, first, grouped};
}

/// One as it is shipped, and a small one that multiplies on the ALU.
inline std::vector<isa::HardwareConfig> sample_hardware() {
  LogDepths depths;
  depths.inp = depths.wgt = depths.acc = 7;
  isa::HardwareConfig small = configuration(4, 128, depths);
  small.alu_mul = true;
  return {isa::find_hardware_config("b16-bus64"), small};
}

inline compiler::LayerPair sample_pair() {
  compiler::LayerPair pair;
  pair.depthwise = compiler::depthwise_layer(32, 14, 14, 3, 1);
  pair.pointwise = compiler::depthwise_layer(32, 14, 14, 1);
  pair.pointwise.name = "pointwise";
  pair.pointwise.groups = 1;
  return pair;
}

/// A laboratory with nothing in its store.
struct EmptyLaboratory {
  SearchStore store;
  Laboratory laboratory{shared_machine(), store};
};

inline void ignore(int) {}

}  // namespace vtasim::experiment
