#include "compiler/tiling/tap_ranges.h"

#include <algorithm>
#include <numeric>

#include "isa/base/ceil_div.h"

namespace vtasim::compiler {

Piece positions_inside(int first, int count, int stride, int offset, int extent) {
  const int begin = offset < 0 ? std::max(first, ceil_div(-offset, stride)) : first;
  const int last = extent - 1 - offset < 0 ? -1 : (extent - 1 - offset) / stride;
  return {begin - first, std::max(0, std::min(first + count, last + 1) - begin)};
}

std::vector<TapRange> taps_inside(const LoopNest& nest, const Tile& tile, std::size_t begin, std::size_t end) {
  std::vector<TapRange> ranges;
  for (std::size_t t = begin; t < end; ++t) {
    const Tap& tap = nest.taps[t];
    const Piece rows = positions_inside(tile.row, tile.rows, nest.stride_rows, tap.dy - nest.pad_rows, nest.plane_rows);
    const Piece cols = positions_inside(tile.col, tile.cols, nest.stride_cols, tap.dx - nest.pad_cols, nest.plane_cols);
    if (rows.size == 0 || cols.size == 0) continue;
    const auto same = std::find_if(ranges.begin(), ranges.end(), [&](const TapRange& range) {
      return range.row == rows.begin && range.rows == rows.size && range.col == cols.begin && range.cols == cols.size;
    });
    if (same != ranges.end()) {
      same->taps.push_back(t);
    } else {
      ranges.push_back({rows.begin, rows.size, cols.begin, cols.size, {t}});
    }
  }
  return ranges;
}

bool can_skip_padding(const LoopNest& nest) {
  if (nest.one_step()) return false;
  Tile whole;
  whole.rows = nest.rows;
  whole.cols = nest.cols;
  const Window window = window_of(nest, whole, 0, nest.taps.size());
  return window.pad_top + window.pad_bottom + window.pad_left + window.pad_right > 0;
}

std::vector<TapRange> taps_everywhere(const Tile& tile, std::size_t begin, std::size_t end) {
  std::vector<std::size_t> taps(end - begin);
  std::iota(taps.begin(), taps.end(), begin);
  return {{0, tile.rows, 0, tile.cols, std::move(taps)}};
}

}  // namespace vtasim::compiler
