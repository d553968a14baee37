#pragma once

#include <optional>
#include <string>

#include "compiler/operations/mapped_operation.h"
#include "compiler/program/compile.h"
#include "compiler/tiling/tiling.h"
#include "compiler/workload/tensors.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// The sum of two 8-bit tensors (N, C, H, W): requantize((a << shift_a) + (b << shift_b)), requantized as a layer's
/// sums are (reference.h).
struct Add {
  std::string name;
  int batch = 1;
  int channels = 1;
  int height = 1;
  int width = 1;
  int shift_a = 0;  ///< 0 to 6, as the next.
  int shift_b = 0;
  int shift = 0;  ///< 0 to 31: of the sum, to the right.
  int clip_min = -128;
  int clip_max = 127;
  bool relu = false;
  std::optional<int> relu6;
};

/// It as a layer: each channel of `a` times 2^shift_a, with `b` as residual. Throws Error naming operation, field,
/// value and legal range.
Layer add_layer(const Add& add);

/// The layer's operands. Throws Error where `a` or `b` has another shape than the operation.
LayerTensors add_tensors(const Add& add, Tensor8 a, Tensor8 b);

/// As the layer's mapping diagonal, with one filter for all channels. An out vector takes three GEMM operations, one of
/// which resets acc, and one for each pass. Throws what add_layer() does.
MappedOperation map_add(const Add& add, const isa::HardwareConfig& config);

/// With data in its DRAM image, add_tensors(), cut up as `tiling` says. Throws what build_program() does.
CompiledLayer compile_add(const LayerTensors& tensors, const MappedOperation& operation, const Tiling& tiling,
                          const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
