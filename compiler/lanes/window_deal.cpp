#include "compiler/lanes/window_deal.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "compiler/lanes/refused.h"
#include "isa/base/ceil_div.h"

namespace vtasim::compiler {
namespace {

WindowAxis window_axis(const Layer& layer, const char* direction, int size, int step, int out_extent, int stride,
                       int dilation) {
  const int dense_stride = window_stride(stride, dilation);
  if (step % dense_stride != 0) {
    throw Refused(fmt::format("layer {}: windows {} {} apart; outputs begin every {}, which must divide that",
                              layer.name, step, direction, dense_stride));
  }
  WindowAxis axis;
  axis.size = size;
  axis.step = step;
  axis.phases = dilation / std::gcd(dilation, stride);
  axis.outputs = step / dense_stride;
  axis.windows = ceil_div(ceil_div(out_extent, axis.phases), axis.outputs);
  axis.extent = out_extent;
  return axis;
}

/// Outputs of windows that follow each other in the plane do so, too.
bool in_order(const WindowAxis& axis) { return axis.phases == 1 || axis.outputs == 1; }

int ordered_windows(const WindowAxis& axis) { return ceil_div(axis.extent, axis.outputs); }

}  // namespace

int window_stride(int stride, int dilation) { return stride / std::gcd(stride, dilation); }

WindowAxis window_rows(const Layer& layer, int size, int step) {
  return window_axis(layer, "rows", size, step, layer.out_height(), layer.stride_h, layer.dilation_h);
}

WindowAxis window_cols(const Layer& layer, int size, int step) {
  return window_axis(layer, "columns", size, step, layer.out_width(), layer.stride_w, layer.dilation_w);
}

std::vector<WindowDeal> window_deals(const WindowAxis& rows, const WindowAxis& cols, WindowReach reach, int block) {
  std::vector<WindowDeal> deals;
  if (reach.rows + reach.cols == 0 && in_order(rows) && in_order(cols)) deals.push_back({WindowDeal::Kind::all, 1, 1});
  const int lanes = block / (rows.phases * cols.phases);
  // Windows in a run are followed by those of their column's next row, not by those beside them.
  const bool runs = reach.cols == 0 && rows.phases * cols.phases == 1;
  for (const WindowDeal::Kind kind : {WindowDeal::Kind::parts, WindowDeal::Kind::runs}) {
    if (kind == WindowDeal::Kind::runs && !runs) continue;
    for (int c = 1; c <= std::min(lanes, cols.windows); ++c) {
      const int most = kind == WindowDeal::Kind::parts ? rows.windows : rows.windows * ceil_div(cols.windows, c);
      for (int r = 1; r <= std::min(lanes / c, most); ++r) deals.push_back({kind, r, c});
    }
  }
  return deals;
}

WindowTiles tiles_of(const WindowDeal& deal, const WindowAxis& rows, const WindowAxis& cols, WindowReach reach,
                     int images, int block) {
  const int part_cols = ceil_div(cols.windows, deal.cols);
  switch (deal.kind) {
    case WindowDeal::Kind::parts:
      return {images, ceil_div(rows.windows, deal.rows), part_cols, reach.rows, reach.cols};
    case WindowDeal::Kind::runs:
      return {images, ceil_div(rows.windows * part_cols, deal.rows), 1, reach.rows * part_cols, 0};
    case WindowDeal::Kind::all:
      break;
  }
  const std::int64_t windows = std::int64_t{images} * ordered_windows(rows) * ordered_windows(cols);
  return {1, static_cast<int>(ceil_div(windows, block)), 1, 0, 0};
}

}  // namespace vtasim::compiler
