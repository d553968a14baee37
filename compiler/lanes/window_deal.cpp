#include "compiler/lanes/window_deal.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "compiler/lanes/refused.h"
#include "isa/base/ceil_div.h"

namespace vtasim::compiler {
namespace {

WindowAxis window_axis(const Layer& layer, const char* direction, int size, const std::vector<int>& steps,
                       int out_extent, int stride, int dilation) {
  const int dense_stride = window_stride(stride, dilation);
  WindowAxis axis;
  axis.size = size;
  axis.starts.clear();
  axis.round = 0;
  for (const int step : steps) {
    if (step % dense_stride != 0) {
      throw Refused(fmt::format("layer {}: windows {} {} apart; outputs begin every {}, which must divide that",
                                layer.name, step, direction, dense_stride));
    }
    axis.starts.push_back(axis.round);
    axis.round += step;
  }
  axis.phases = dilation / std::gcd(dilation, stride);
  axis.outputs = axis.round / dense_stride;
  axis.rounds = ceil_div(ceil_div(out_extent, axis.phases), axis.outputs);
  axis.extent = out_extent;
  return axis;
}

/// Outputs of rounds that follow each other in the plane do so, too.
bool in_order(const WindowAxis& axis) { return axis.phases == 1 || axis.outputs == 1; }

int ordered_rounds(const WindowAxis& axis) { return ceil_div(axis.extent, axis.outputs); }

/// Tiles of so many rounds in a row, with those that sums reach over into: they stand in the rounds `distance` further.
int tiles_of_rounds(const WindowAxis& axis, int rounds, int reach, int distance) {
  const int farthest = axis.windows() - 1 + reach;  // From the first window of a round.
  return (rounds - 1 + farthest / axis.windows() * distance) * axis.windows() + farthest % axis.windows() + 1;
}

}  // namespace

int window_stride(int stride, int dilation) { return stride / std::gcd(stride, dilation); }

WindowAxis window_rows(const Layer& layer, int size, const std::vector<int>& steps) {
  return window_axis(layer, "rows", size, steps, layer.out_height(), layer.stride_h, layer.dilation_h);
}

WindowAxis window_cols(const Layer& layer, int size, const std::vector<int>& steps) {
  return window_axis(layer, "columns", size, steps, layer.out_width(), layer.stride_w, layer.dilation_w);
}

WindowAxis aligned(const Layer& layer, WindowAxis axis, int pad) {
  if (axis.windows() != 1 || axis.round != axis.size) {
    throw Refused(fmt::format("layer {}: aligned windows lie side by side; these of {} are {} apart", layer.name,
                              axis.size, axis.round));
  }
  if (layer.dilation_h > 1 || layer.dilation_w > 1) {
    throw Refused(fmt::format("layer {}: dilation is {} x {}; aligned windows take layers without", layer.name,
                              layer.dilation_h, layer.dilation_w));
  }
  axis.lead = ceil_div(pad, axis.size) * axis.size - pad;
  return axis;
}

std::vector<WindowDeal> window_deals(const WindowAxis& rows, const WindowAxis& cols, WindowReach reach, int block) {
  std::vector<WindowDeal> deals;
  if (reach.rows + reach.cols == 0 && in_order(rows) && in_order(cols)) {
    deals.push_back({WindowDeal::Kind::all, 1, 1});
    deals.push_back({WindowDeal::Kind::each, 1, 1});
  }
  const int lanes = block / (rows.phases * cols.phases);
  // Rounds in a run are followed by those of their column's next row, not by those beside them.
  const bool runs = reach.cols == 0 && rows.phases * cols.phases == 1;
  for (const WindowDeal::Kind kind : {WindowDeal::Kind::parts, WindowDeal::Kind::runs}) {
    if (kind == WindowDeal::Kind::runs && !runs) continue;
    for (int c = 1; c <= std::min(lanes, cols.rounds); ++c) {
      const int most = kind == WindowDeal::Kind::parts ? rows.rounds : rows.rounds * ceil_div(cols.rounds, c);
      for (int r = 1; r <= std::min(lanes / c, most); ++r) deals.push_back({kind, r, c});
    }
  }
  return deals;
}

WindowTiles tiles_of(const WindowDeal& deal, const WindowAxis& rows, const WindowAxis& cols, WindowReach reach,
                     int images, int block) {
  const int part_cols = ceil_div(cols.rounds, deal.cols);
  WindowTiles tiles;
  tiles.images = images;
  int row_distance = 1;  // In rounds of the same lane.
  switch (deal.kind) {
    case WindowDeal::Kind::parts:
      tiles.rows = ceil_div(rows.rounds, deal.rows);
      tiles.cols = part_cols;
      break;
    case WindowDeal::Kind::runs:
      tiles.rows = ceil_div(rows.rounds * part_cols, deal.rows);
      row_distance = part_cols;
      break;
    case WindowDeal::Kind::all:
      tiles.images = 1;
      tiles.rows = static_cast<int>(
          ceil_div(std::int64_t{images} * ordered_rounds(rows) * ordered_rounds(cols), std::int64_t{block}));
      break;
    case WindowDeal::Kind::each:
      tiles.rows =
          static_cast<int>(ceil_div(std::int64_t{ordered_rounds(rows)} * ordered_rounds(cols), std::int64_t{block}));
      break;
  }
  tiles.tile_rows = tiles_of_rounds(rows, tiles.rows, reach.rows, row_distance);
  tiles.tile_cols = tiles_of_rounds(cols, tiles.cols, reach.cols, 1);
  return tiles;
}

}  // namespace vtasim::compiler
