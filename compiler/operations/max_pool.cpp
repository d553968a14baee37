#include "compiler/operations/max_pool.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "compiler/lanes/build_loop_nest.h"
#include "compiler/mappings/registry.h"
#include "compiler/operations/legal_sizes.h"
#include "compiler/packing/ordinary_layout.h"
#include "compiler/program/build_program.h"
#include "compiler/program/program_image.h"
#include "compiler/tiling/maximum_form.h"
#include "isa/base/error.h"
#include "isa/rules/field_limits.h"

namespace vtasim::compiler {
namespace {

/// An axis of the windows: every one meets an element where the padding is shorter than the kernel.
void check_axis(const std::string& what, const char* pad_field, const char* end_field, int extent, int kernel, int pad,
                int end) {
  check_size(what, pad_field, pad, 0, kernel - 1);
  check_size(what, end_field, end, 0, kernel - 1);
  const int padded = extent + pad + end;
  if (kernel > padded) {
    throw Error(fmt::format("{}: the kernel is {} long; legal are 1 to {}, the padded input", what, kernel, padded));
  }
}

}  // namespace

Layer max_pool_layer(const MaxPool& pool) {
  const std::string what = "max pool " + pool.name;
  constexpr int kLargest = 65536;
  check_tensor_sizes(what, {pool.batch, pool.channels, pool.height, pool.width});
  check_size(what, "kernel_h", pool.kernel_h, 1, kLargest);
  check_size(what, "kernel_w", pool.kernel_w, 1, kLargest);
  check_size(what, "stride_h", pool.stride_h, 1, kLargest);
  check_size(what, "stride_w", pool.stride_w, 1, kLargest);
  check_axis(what, "pad_top", "pad_bottom", pool.height, pool.kernel_h, pool.pad_top, pool.pad_bottom);
  check_axis(what, "pad_left", "pad_right", pool.width, pool.kernel_w, pool.pad_left, pool.pad_right);
  Layer layer;
  layer.name = pool.name;
  layer.batch = pool.batch;
  layer.channels = layer.out_channels = layer.groups = pool.channels;
  layer.height = pool.height;
  layer.width = pool.width;
  layer.kernel_h = pool.kernel_h;
  layer.kernel_w = pool.kernel_w;
  layer.stride_h = pool.stride_h;
  layer.stride_w = pool.stride_w;
  layer.pad_top = pool.pad_top;
  layer.pad_bottom = pool.pad_bottom;
  layer.pad_left = pool.pad_left;
  layer.pad_right = pool.pad_right;
  return layer;
}

Tensor8 reference_max_pool(const MaxPool& pool, const Tensor8& input) {
  const Layer layer = max_pool_layer(pool);
  Tensor8 output = Tensor8::zeros(layer.batch, layer.channels, layer.out_height(), layer.out_width());
  for (int n = 0; n < output.n; ++n) {
    for (int c = 0; c < output.c; ++c) {
      for (int row = 0; row < output.h; ++row) {
        for (int col = 0; col < output.w; ++col) {
          std::int8_t greatest = std::numeric_limits<std::int8_t>::min();
          for (int y = row * layer.stride_h - layer.pad_top, i = 0; i < layer.kernel_h; ++i, ++y) {
            for (int x = col * layer.stride_w - layer.pad_left, j = 0; j < layer.kernel_w; ++j, ++x) {
              const bool inside = y >= 0 && y < input.h && x >= 0 && x < input.w;
              if (inside) greatest = std::max(greatest, input.at(n, c, y, x));
            }
          }
          output.at(n, c, row, col) = greatest;
        }
      }
    }
  }
  return output;
}

MappedOperation map_max_pool(const MaxPool& pool, const isa::HardwareConfig& config) {
  MappedOperation operation;
  operation.layer = max_pool_layer(pool);
  Mapping& mapping = operation.mapping;
  mapping = make_mapping("diagonal", operation.layer, config);
  mapping.name = "max-pool";
  LoopNest& nest = mapping.nest;
  if (mapping.host_padding) {
    // LOAD cannot write so much padding; maxima take in none.
    nest.plane_rows = pool.height;
    nest.plane_cols = pool.width;
    nest.pad_rows = pool.pad_top;
    nest.pad_cols = pool.pad_left;
    mapping.host_padding = mapping.host_packed = false;
  }
  nest.maximum = choose_maximum_form(nest, isa::addressable_depth(isa::Buffer::acc, config),
                                     isa::addressable_depth(isa::Buffer::inp, config));
  return operation;
}

CompiledLayer compile_max_pool(const MaxPool& pool, const Tensor8& input, const MappedOperation& operation,
                               const Tiling& tiling, const isa::HardwareConfig& config) {
  if (input.n != pool.batch || input.c != pool.channels || input.h != pool.height || input.w != pool.width) {
    throw Error(fmt::format("max pool {}: the input is {} x {} x {} x {}; it must be {} x {} x {} x {}", pool.name,
                            input.n, input.c, input.h, input.w, pool.batch, pool.channels, pool.height, pool.width));
  }
  BuiltProgram built = build_program(operation.layer, operation.mapping, tiling, operation.passes, config);
  CompiledLayer compiled;
  compiled.mapping = operation.mapping;
  compiled.stats = built.stats;
  compiled.program = std::move(built.program);
  add_region(compiled.program, built.activation, pack_ordinary(input, config.block));
  compiled.expected.push_back({built.output, pack_ordinary(reference_max_pool(pool, input), config.block)});
  return compiled;
}

}  // namespace vtasim::compiler
