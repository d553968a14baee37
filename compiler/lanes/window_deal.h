#pragma once

#include <cstdint>
#include <vector>

#include "compiler/workload/layer.h"

namespace vtasim::compiler {

/// Windows along rows or along columns. The steps from each to the next take turns: a round of them is repeated.
/// Elements of the input that a kernel with dilation d meets are d apart, and so are those of a window: the input falls
/// into `phases` of such elements, each as dense as an input is without dilation. In these units:
struct WindowAxis {
  int size = 1;                ///< Elements of a window.
  std::vector<int> starts{0};  ///< Of the windows of a round.
  int round = 1;               ///< From a round to the next.
  int phases = 1;              ///< In which outputs lie; different ones have no input in common.
  int outputs = 1;             ///< That begin in a round.
  int rounds = 1;              ///< Of a phase.
  int extent = 1;              ///< Outputs of the layer.
  int lead = 0;                ///< Elements that the first window begins before the padded input.
  int windows() const { return static_cast<int>(starts.size()); }  ///< Of a round.
};

/// Elements of a window from an output of a phase to the next: what steps are multiples of.
int window_stride(int stride, int dilation);

/// The axes of a layer with windows of `size` elements that lie `steps` apart. Outputs begin a multiple of the stride
/// apart, so that must divide each step. Throws Refused naming the layer where it does not.
WindowAxis window_rows(const Layer& layer, int size, const std::vector<int>& steps);
WindowAxis window_cols(const Layer& layer, int size, const std::vector<int>& steps);

/// The same axis with windows that begin whole windows before the input itself, which has `pad` elements of padding in
/// front. Throws Refused naming the layer unless windows lie side by side and there is no dilation.
WindowAxis aligned(const Layer& layer, WindowAxis axis, int pad);

/// How the windows of a plane are dealt out to lanes, round by round, so that a window that sums reach over into is in
/// the same lane of a tile at a fixed distance.
struct WindowDeal {
  enum class Kind : std::uint8_t {
    parts,  ///< The plane is cut into rows x columns of parts, one for each lane, each in rows and columns of tiles.
    runs,   ///< It is cut into columns; each column's rounds, row by row, into as many runs as there are rows.
    all,    ///< One round after the other, over all images: where no sum reaches over.
    each,   ///< As all, each image by itself.
  };
  Kind kind = Kind::all;
  int rows = 1;
  int cols = 1;
};

/// What the lanes take of the planes of a channel.
struct WindowTiles {
  int images = 1;  ///< That have planes of tiles of their own: one where windows are dealt out over all.
  int rows = 1;    ///< Rounds in every lane.
  int cols = 1;
  int tile_rows = 1;  ///< Tiles of them, with those that sums reach over into.
  int tile_cols = 1;
  std::int64_t rounds() const { return std::int64_t{images} * rows * cols; }
  std::int64_t loaded() const { return std::int64_t{images} * tile_rows * tile_cols; }
};

/// How many windows beyond those of their own round sums reach.
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
