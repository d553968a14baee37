#include "compiler/operations/add.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/epilogue/requantization.h"
#include "compiler/lanes/constant_tiles.h"
#include "compiler/mappings/registry.h"
#include "compiler/operations/legal_sizes.h"
#include "compiler/packing/ordinary_layout.h"
#include "compiler/packing/output_packing.h"
#include "compiler/program/build_program.h"
#include "compiler/program/program_image.h"
#include "compiler/workload/reference.h"
#include "isa/base/error.h"

namespace vtasim::compiler {
namespace {

constexpr int kLargestShift = 6;  // 2^6 is the largest power of two that an element of wgt holds.

/// The layer's weights, (C, 1, 1, 1).
Tensor8 weights_of(const Add& add) {
  Tensor8 weights = Tensor8::zeros(add.channels, 1, 1, 1);
  std::fill(weights.data.begin(), weights.data.end(), static_cast<std::int8_t>(1 << add.shift_a));
  return weights;
}

void check_shape(const Add& add, const char* operand, const Tensor8& tensor) {
  if (tensor.n == add.batch && tensor.c == add.channels && tensor.h == add.height && tensor.w == add.width) return;
  throw Error(fmt::format("add {}: {} is {} x {} x {} x {}; it must be {} x {} x {} x {}", add.name, operand, tensor.n,
                          tensor.c, tensor.h, tensor.w, add.batch, add.channels, add.height, add.width));
}

}  // namespace

Layer add_layer(const Add& add) {
  const std::string what = "add " + add.name;
  check_tensor_sizes(what, {add.batch, add.channels, add.height, add.width});
  check_size(what, "shift_a", add.shift_a, 0, kLargestShift);
  check_size(what, "shift_b", add.shift_b, 0, kLargestShift);
  check_size(what, "shift", add.shift, 0, 31);
  check_size(what, "clip_min", add.clip_min, -128, 127);
  check_size(what, "clip_max", add.clip_max, add.clip_min, 127);
  if (add.relu6) check_size(what, "relu6", *add.relu6, 0, 127);
  Layer layer;
  layer.name = add.name;
  layer.batch = add.batch;
  layer.channels = layer.out_channels = layer.groups = add.channels;
  layer.height = add.height;
  layer.width = add.width;
  layer.kernel_h = layer.kernel_w = 1;
  layer.residual_shift = add.shift_b;
  layer.shift = add.shift;
  layer.clip_min = add.clip_min;
  layer.clip_max = add.clip_max;
  layer.relu = add.relu;
  layer.relu6 = add.relu6;
  if (layer.low_clip() > layer.high_clip()) {
    throw Error(fmt::format("{}: clips to [{}, {}]; the lower limit must not be above the upper one", what,
                            layer.low_clip(), layer.high_clip()));
  }
  return layer;
}

LayerTensors add_tensors(const Add& add, Tensor8 a, Tensor8 b) {
  check_shape(add, "a", a);
  check_shape(add, "b", b);
  LayerTensors tensors;
  tensors.input = std::move(a);
  tensors.weights = weights_of(add);
  tensors.residual = std::move(b);
  return tensors;
}

MappedOperation map_add(const Add& add, const isa::HardwareConfig& config) {
  MappedOperation operation;
  operation.layer = add_layer(add);
  operation.mapping = make_mapping("diagonal", operation.layer, config);
  operation.mapping.name = "add";
  operation.mapping.nest.filters_alike = true;
  LayerTensors filter;
  filter.weights = weights_of(add);
  operation.passes = requantization_passes(operation.layer, filter);
  return operation;
}

CompiledLayer compile_add(const LayerTensors& tensors, const MappedOperation& operation, const Tiling& tiling,
                          const isa::HardwareConfig& config) {
  BuiltProgram built = build_program(operation.layer, operation.mapping, tiling, operation.passes, config);
  CompiledLayer compiled;
  compiled.mapping = operation.mapping;
  compiled.stats = built.stats;
  compiled.program = std::move(built.program);
  add_region(compiled.program, built.activation, pack_ordinary(tensors.input, config.block));
  add_region(compiled.program, built.residual, pack_ordinary(tensors.residual, config.block));
  add_region(compiled.program, built.filter, diagonal_tile(config.block, tensors.weights.data.front()));
  const Tensor8 sum = reference_output(operation.layer, tensors);
  compiled.expected.push_back({built.output, pack_output(operation.layer, operation.mapping, config, sum, {})});
  return compiled;
}

}  // namespace vtasim::compiler
