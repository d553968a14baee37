#include "compiler/tiling/tiling.h"

#include <algorithm>

#include "compiler/tiling/maximum_form.h"

namespace vtasim::compiler {

TapSpan span_of(const LoopNest& nest, std::size_t tap_begin, std::size_t tap_end) {
  Tap low = nest.taps[tap_begin];
  Tap high = low;
  for (std::size_t t = tap_begin; t < tap_end; ++t) {
    const Tap& tap = nest.taps[t];
    low = {std::min(low.dy, tap.dy), std::min(low.dx, tap.dx), std::min(low.plane, tap.plane), 0};
    high = {std::max(high.dy, tap.dy), std::max(high.dx, tap.dx), std::max(high.plane, tap.plane), 0};
  }
  return {low, high};
}

Window window_of(const LoopNest& nest, const Tile& tile, std::size_t tap_begin, std::size_t tap_end) {
  return window_of(nest, tile, span_of(nest, tap_begin, tap_end));
}

Window window_of(const LoopNest& nest, const Tile& tile, const TapSpan& span) {
  const auto& [low, high] = span;
  Window window;
  window.plane = low.plane;
  window.planes = high.plane - low.plane + 1;
  window.row = tile.row * nest.stride_rows + low.dy - nest.pad_rows;
  window.col = tile.col * nest.stride_cols + low.dx - nest.pad_cols;
  window.rows = (tile.rows - 1) * nest.stride_rows + high.dy - low.dy + 1;
  window.cols = (tile.cols - 1) * nest.stride_cols + high.dx - low.dx + 1;
  window.pad_top = std::max(0, -window.row);
  window.pad_left = std::max(0, -window.col);
  window.pad_bottom = std::max(0, window.row + window.rows - nest.plane_rows);
  window.pad_right = std::max(0, window.col + window.cols - nest.plane_cols);
  window.outside =
      window.pad_top + window.pad_bottom >= window.rows || window.pad_left + window.pad_right >= window.cols;
  return window;
}

Window without_padding(Window window) {
  window.row += window.pad_top;
  window.col += window.pad_left;
  window.rows -= window.pad_top + window.pad_bottom;
  window.cols -= window.pad_left + window.pad_right;
  window.pad_top = window.pad_bottom = window.pad_left = window.pad_right = 0;
  return window;
}

bool whole_plane(const Window& window, const LoopNest& nest) {
  return window.row == 0 && window.col == 0 && window.rows == nest.plane_rows && window.cols == nest.plane_cols;
}

int least_acc_entries(const LoopNest& nest) {
  const int vectors = nest.vectors_per_position + nest.bias_and_shift_vectors();
  if (nest.maximum) return maximum_grid(nest, 1, 1).entries();
  if (!nest.in_acc()) return vectors;
  const Window window = window_of(nest, Tile{}, 0, nest.taps.size());
  return vectors + nest.vectors_per_position + window.elements() + static_cast<int>(nest.taps.size());
}

int buffer_size(int usable, int buffers) { return usable / buffers; }

int acc_buffer_size(const Tiling& tiling) {
  return buffer_size(std::max(0, tiling.partition.size(isa::Buffer::acc) - tiling.bias_slots), tiling.acc_buffers);
}

}  // namespace vtasim::compiler
