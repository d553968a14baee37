#include "compiler/packing/out_elements.h"

#include <algorithm>

#include "isa/base/ceil_div.h"

namespace vtasim::compiler {
namespace {

/// Rows of places of an image.
int place_rows(const Layer& layer, const Mapping& mapping) {
  const LaneMap& out = mapping.out;
  if (!out.sequence) return mapping.nest.rows;
  if (!out.sequence->pixels.empty()) return layer.out_height();
  if (out.sequence->images) return ceil_div(layer.out_height(), out.row_step);
  int last = 0;
  for (const Lane& lane : out.lanes) last = std::max(last, lane.first);
  return ((mapping.nest.rows - 1) * out.sequence->step + last) / out.sequence->cols + 1;
}

}  // namespace

std::optional<OutElement> out_element(const Layer& layer, const Mapping& mapping, int n, int q, int r, int x,
                                      std::size_t lane) {
  const std::optional<int> o = out_channel(layer, mapping, q, lane);
  if (!o) return std::nullopt;
  return out_element_of_channel(layer, mapping, *o, n, r, x, lane);
}

OutElement out_element_of_channel(const Layer& layer, const Mapping& mapping, int channel, int n, int r, int x,
                                  std::size_t lane) {
  const LaneMap& out = mapping.out;
  const Lane& at = out.lanes[lane];
  if (!out.sequence) return {n, channel, r * out.row_step + at.dy, x * out.col_step + at.dx};
  const int place = r * out.sequence->step + at.first;
  if (!out.sequence->pixels.empty()) {
    const Pixel& pixel = out.sequence->pixels[static_cast<std::size_t>(place)];
    return {n, channel, pixel.row, pixel.col};
  }
  int row = place / out.sequence->cols;
  const int col = place % out.sequence->cols;
  if (out.sequence->images) {
    const int rows = place_rows(layer, mapping);
    n = row / rows;
    row %= rows;
  }
  return {n, channel, row * out.row_step + at.dy, col * out.col_step + at.dx};
}

Layer covered_layer(const Layer& layer, const Mapping& mapping) {
  Layer covered = layer;
  const LaneMap& out = mapping.out;
  const int more_rows = out.rows_of(place_rows(layer, mapping)) - layer.out_height();
  const int more_cols = out.cols_of(out.sequence ? out.sequence->cols : mapping.nest.cols) - layer.out_width();
  if (more_rows > 0) covered.pad_bottom += more_rows * layer.stride_h;
  if (more_cols > 0) covered.pad_right += more_cols * layer.stride_w;
  return covered;
}

}  // namespace vtasim::compiler
