#include "compiler/lanes/border_bias.h"

#include "compiler/lanes/layer_axis.h"

namespace vtasim::compiler {
namespace {

/// Ranges of `count` vectors whose lanes, at `position(vector, lane)`, have the same taps inside.
template <typename Position>
std::vector<int> ranges(const LayerAxis& axis, const LaneMap& out, int count, Position&& position) {
  std::vector<int> begins;
  std::vector<bool> last;
  for (int vector = 0; vector < count; ++vector) {
    std::vector<bool> inside;
    for (const Lane& lane : out.lanes) {
      for (int tap = 0; tap < axis.taps; ++tap) inside.push_back(axis.inside(position(vector, lane), tap));
    }
    if (begins.empty() || inside != last) begins.push_back(vector);
    last = std::move(inside);
  }
  return begins;
}

}  // namespace

std::vector<int> bias_row_ranges(const Layer& layer, const LaneMap& out, int rows) {
  return ranges(rows_of(layer), out, rows, [&](int r, const Lane& lane) { return r * out.row_step + lane.dy; });
}

std::vector<int> bias_col_ranges(const Layer& layer, const LaneMap& out, int cols) {
  return ranges(cols_of(layer), out, cols, [&](int x, const Lane& lane) { return x * out.col_step + lane.dx; });
}

std::int64_t border_correction(const Layer& layer, const Tensor8& weights, int o, int y, int x) {
  std::int64_t sum = 0;
  for (int kh = 0; kh < layer.kernel_h; ++kh) {
    for (int kw = 0; kw < layer.kernel_w; ++kw) {
      if (rows_of(layer).inside(y, kh) && cols_of(layer).inside(x, kw)) continue;
      for (int c = 0; c < weights.c; ++c) sum += weights.at(o, c, kh, kw);
    }
  }
  return layer.input_zero_point * sum;
}

}  // namespace vtasim::compiler
