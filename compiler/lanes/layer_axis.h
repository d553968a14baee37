#pragma once

#include "compiler/workload/layer.h"

namespace vtasim::compiler {

/// A layer along rows or along columns: which inputs its outputs meet.
struct LayerAxis {
  int taps = 1;  ///< Of the kernel.
  int dilation = 1;
  int stride = 1;
  int pad = 0;  ///< In front.
  int inputs = 1;
  int outputs = 1;
  /// The input that an output meets at a tap; in the padding where it is not inside().
  int input(int output, int tap) const { return output * stride + tap * dilation - pad; }
  bool inside(int output, int tap) const { return input(output, tap) >= 0 && input(output, tap) < inputs; }
};

inline LayerAxis rows_of(const Layer& layer) {
  return {layer.kernel_h, layer.dilation_h, layer.stride_h, layer.pad_top, layer.height, layer.out_height()};
}
inline LayerAxis cols_of(const Layer& layer) {
  return {layer.kernel_w, layer.dilation_w, layer.stride_w, layer.pad_left, layer.width, layer.out_width()};
}

}  // namespace vtasim::compiler
