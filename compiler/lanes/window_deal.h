#pragma once

#include <cstdint>
#include <vector>

#include "compiler/workload/layer.h"

namespace vtasim::compiler {

/// Windows along rows or along columns. Elements of the input that a kernel with dilation d meets are d apart, and so
/// are those of a window: the input falls into `phases` of such elements, each as dense as an input is without
/// dilation. In these units:
struct WindowAxis {
  int size = 1;     ///< Elements of a window.
  int step = 1;     ///< From a window to the next.
  int phases = 1;   ///< In which outputs lie; different ones have no input in common.
  int outputs = 1;  ///< That begin in a step: each window makes so many.
  int windows = 1;  ///< Of a phase.
  int extent = 1;   ///< Outputs of the layer.
};

/// Elements of a window from an output of a phase to the next: what steps are multiples of.
int window_stride(int stride, int dilation);

/// The axes of a layer with windows of `size` elements every `step`. Outputs begin a multiple of the stride apart, so
/// that must divide `step`. Throws Refused naming the layer where it does not.
WindowAxis window_rows(const Layer& layer, int size, int step);
WindowAxis window_cols(const Layer& layer, int size, int step);

/// How the windows of a plane are dealt out to lanes, so that a window that sums reach over into is in the same lane of
/// a tile at a fixed distance.
struct WindowDeal {
  enum class Kind : std::uint8_t {
    parts,  ///< The plane is cut into rows x columns of parts, one for each lane, each in rows and columns of tiles.
    runs,   ///< It is cut into columns; each column's windows, row by row, into as many runs as there are rows.
    all,    ///< One window after the other, over all images: where no sum reaches over.
  };
  Kind kind = Kind::all;
  int rows = 1;
  int cols = 1;
};

/// Tiles of the planes of a channel, with those that sums reach over into.
struct WindowTiles {
  int images = 1;  ///< That have planes of tiles of their own: one where windows are dealt out over all.
  int rows = 1;
  int cols = 1;
  int more_rows = 0;
  int more_cols = 0;
  std::int64_t computed() const { return std::int64_t{images} * rows * cols; }
  std::int64_t loaded() const { return std::int64_t{images} * (rows + more_rows) * (cols + more_cols); }
};

/// What sums of windows' outputs reach: windows beyond their own.
struct WindowReach {
  int rows = 0;
  int cols = 0;
};

/// The ways to deal out windows that `block` lanes and the reach of sums allow.
std::vector<WindowDeal> window_deals(const WindowAxis& rows, const WindowAxis& cols, WindowReach reach, int block);

/// The tiles that a way of window_deals() makes of a layer with so many images.
WindowTiles tiles_of(const WindowDeal& deal, const WindowAxis& rows, const WindowAxis& cols, WindowReach reach,
                     int images, int block);

}  // namespace vtasim::compiler
