#pragma once

#include <string>
#include <vector>

#include "compiler/lanes/loop_nest.h"
#include "compiler/tiling/scratchpad_partition.h"

namespace vtasim::compiler {

/// A piece of the loop nest whose out vectors lie in acc at one time: a range of groups with all or some of the filters
/// of each, times a rectangle of rows and columns.
struct Tile {
  int image = 0;
  int group = 0;
  int groups = 1;
  int filter = 0;                ///< First filter (q); with several groups, the first one's first.
  int filters_per_group = 1;     ///< Filters of each group that are in the tile.
  int vectors_per_position = 1;  ///< The nest's.
  int row = 0;
  int rows = 1;
  int col = 0;
  int cols = 1;
  int store_parts = 1;  ///< Pieces in which it is requantized and stored: one is stored while the next is requantized.
  int filters() const { return groups * filters_per_group; }
  int vectors_per_filter() const { return vectors_per_position * rows * cols; }
  int vectors() const { return filters() * vectors_per_filter(); }
};

/// What a tile's taps [begin, end) read: a range of the planes of each group and, of every plane, a rectangle in
/// elements of the plane in DRAM (row and col may be negative), with how much of each side lies outside and is padding.
struct Window {
  int plane = 0;  ///< Within the planes of a group.
  int planes = 1;
  int row = 0;
  int col = 0;
  int rows = 0;  ///< Padding included, as the next.
  int cols = 0;
  int pad_top = 0;
  int pad_bottom = 0;
  int pad_left = 0;
  int pad_right = 0;
  bool outside = false;                                       ///< Nothing but padding.
  int elements() const { return rows * cols; }                ///< Of one plane.
  int group_elements() const { return planes * elements(); }  ///< Of one group.
};
Window window_of(const LoopNest& nest, const Tile& tile, std::size_t tap_begin, std::size_t tap_end);
/// The least and the greatest row, column and plane of taps: all that a window depends on, found once for many tiles.
struct TapSpan {
  Tap low;
  Tap high;
};
TapSpan span_of(const LoopNest& nest, std::size_t tap_begin, std::size_t tap_end);
Window window_of(const LoopNest& nest, const Tile& tile, const TapSpan& span);

/// A window without its padding.
Window without_padding(Window window);
/// True when a window is just the plane, without padding.
bool whole_plane(const Window& window, const LoopNest& nest);

/// How a nest is cut up, and what part of each scratchpad one tile may take: a scratchpad with two buffers can be
/// filled for the next tile while this one is computed.
struct Tiling {
  std::vector<Tile> tiles;  ///< In program order.
  /// Of a program that has other nests as well; the buffers divide this. Behind it lie LoopNest::constant_tiles() in
  /// wgt, or what LoopNest::bias_product takes: bias_slots entries of inp, and one of wgt.
  ScratchpadPartition partition;
  int taps_per_step = 1;  ///< A tile accumulates over its taps in steps of so many.
  int activation_buffers = 2;
  int filter_buffers = 2;
  int acc_buffers = 2;
  int filters_per_load = 1;  ///< At least; those of a tile are loaded together.
  /// Products with padding are left out: a GEMM instruction for each rectangle of positions at which the same taps meet
  /// the plane, instead of one for a step. LOADs then bring no padding.
  bool skip_padding = false;
  int bias_slots = 0;  ///< acc entries behind the buffers, for bias vectors.
};

/// Fewest acc entries that a nest can be run with: the vectors at one position with their constants, and where operands
/// are in acc, with them and the products.
int least_acc_entries(const LoopNest& nest);

/// Entries of one buffer.
int buffer_size(int usable, int buffers);
int acc_buffer_size(const Tiling& tiling);

}  // namespace vtasim::compiler
