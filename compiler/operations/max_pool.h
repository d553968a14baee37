#pragma once

#include <string>

#include "compiler/operations/mapped_operation.h"
#include "compiler/program/compile.h"
#include "compiler/tiling/tiling.h"
#include "compiler/workload/tensors.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// Max pooling of an 8-bit tensor (N, C, H, W): an output is the greatest input of its window. Padding is never it.
/// (Average pooling is a depthwise layer with constant weights.)
struct MaxPool {
  std::string name;
  int batch = 1;
  int channels = 1;
  int height = 1;
  int width = 1;
  int kernel_h = 1;
  int kernel_w = 1;
  int stride_h = 1;
  int stride_w = 1;
  int pad_top = 0;  ///< Less than the kernel, as the others.
  int pad_bottom = 0;
  int pad_left = 0;
  int pad_right = 0;
};

/// A depthwise layer with its shapes, of which nothing but the shapes is meant. Throws Error naming operation, field,
/// value and legal range.
Layer max_pool_layer(const MaxPool& pool);

/// By its definition in plain loops: the authority on values.
Tensor8 reference_max_pool(const MaxPool& pool, const Tensor8& input);

/// As a nest of maxima (LoopNest::maximum). Throws what max_pool_layer() does.
MappedOperation map_max_pool(const MaxPool& pool, const isa::HardwareConfig& config);

/// With an input in its DRAM image, cut up as `tiling` says. Throws what build_program() does, and Error where the
/// input has another shape than the operation.
CompiledLayer compile_max_pool(const MaxPool& pool, const Tensor8& input, const MappedOperation& operation,
                               const Tiling& tiling, const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
