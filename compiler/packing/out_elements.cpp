#include "compiler/packing/out_elements.h"

namespace vtasim::compiler {

std::optional<OutElement> out_element(const Layer& layer, const Mapping& mapping, int n, int q, int r, int x,
                                      std::size_t lane) {
  const LaneMap& out = mapping.out;
  const std::optional<int> o = out_channel(layer, mapping, q, lane);
  if (!o) return std::nullopt;
  const int row = r * out.row_step + out.lanes[lane].dy;
  if (out.flat_pixels) {
    const int image_pixels = layer.out_height() * layer.out_width();
    const int pixel = row % image_pixels;
    return OutElement{row / image_pixels, *o, pixel / layer.out_width(), pixel % layer.out_width()};
  }
  return OutElement{n, *o, row, x * out.col_step + out.lanes[lane].dx};
}

Layer covered_layer(const Layer& layer, const Mapping& mapping) {
  Layer covered = layer;
  if (mapping.out.flat_pixels) return covered;
  const int more_rows = mapping.nest.rows * mapping.out.row_step - layer.out_height();
  const int more_cols = mapping.nest.cols * mapping.out.col_step - layer.out_width();
  if (more_rows > 0) covered.pad_bottom += more_rows * layer.stride_h;
  if (more_cols > 0) covered.pad_right += more_cols * layer.stride_w;
  return covered;
}

}  // namespace vtasim::compiler
