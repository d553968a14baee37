#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/lanes/lane_map.h"
#include "compiler/lanes/loop_nest.h"
#include "compiler/lanes/tap_routing.h"
#include "compiler/workload/layer.h"

namespace vtasim::compiler {

/// A mapping as a choice of lane maps.
struct LaneChoice {
  LaneMap in;            ///< Of the padded input.
  LaneMap out;           ///< Of the output.
  int layer_groups = 1;  ///< Groups of the layer whose channels share planes.
};

/// Pixels in an order of their own, and where their vectors lie: blocks of them, a vector each, for a layer that reads
/// them by windows (window_blocks.h), or a vector of channels for each.
struct BlockPlaces {
  std::vector<Pixel> pixels;    ///< In the order in which they are computed.
  std::vector<VectorRun> runs;  ///< LoopNest::stored of a nest with these vectors.
  int places = 0;               ///< LoopNest::stored_places.
  /// Whether there are places that no vector goes to.
  bool has_gaps() const;
};

/// A mapping as data. One GEMM operation multiplies an inp vector by a wgt tile: out[o] += sum over i of wgt[o][i] *
/// inp[i]. Lane maps of the vectors say what stands in wgt[o][i], by LoopNest::operands:
///  - in their own buffers: `in` maps the padded input to lanes of inp vectors, and wgt[o][i] is the filter's tap that
///    leads from in lane i to out lane o, or 0 (`routing`);
///  - swapped: `in` maps windows of the padded input to lanes, a window for each out lane, and wgt[o][i] is what lane i
///    of out lane o's window holds; inp[i] is the filter's tap that meets lane i for one of the outputs that begin in
///    the window, or 0 (`routing`).
struct Mapping {
  std::string name;
  LaneMap in;
  LaneMap out;           ///< Several vectors at a place: LoopNest::vectors_per_position.
  int layer_groups = 1;  ///< Groups of the layer that a group of the nest has.
  TapRouting routing;    ///< Swapped: from a window to any lane of the vector that its output is in.
  /// The host writes the padding, because LOAD cannot: it pads by whole vectors of zeros, and its pad fields are small.
  bool host_padding = false;
  /// The activation is not in VTA's ordinary layout (N, C/block, H, W, block): the host packs it.
  bool host_packed = false;
  /// What in lanes hold besides inputs, for a bias that enters by lanes (bias_lanes.h): 0 for those that hold none; and
  /// for each out vector the tap whose filter elements hold its digits. Both are empty where the bias enters otherwise.
  std::vector<std::int8_t> constants;
  std::vector<int> bias_taps;
  int rows_in_plane_row =
      1;  ///< Rows of in vectors that a row of the nest's planes has (skip_rows() in build_loop_nest.cpp).
  std::optional<LaneChoice> custom;   ///< Of a mapping that somebody wrote down, which no name stands for.
  std::optional<BlockPlaces> blocks;  ///< Where out vectors have such places.
  std::vector<Pixel> left;            ///< The order in which single pixels lie, where it is not row by row.
  std::string output_layout;          ///< How the output lies in DRAM, such as "(N, O/16, H, W, 16)".
  LoopNest nest;
};

/// The input channel of the `channel`-th of an activation plane's lanes, if there is one.
std::optional<int> in_channel(const Layer& layer, const Mapping& mapping, int plane, int channel);

/// The output channel in a lane of the vectors of filter q, if there is one.
std::optional<int> out_channel(const Layer& layer, const Mapping& mapping, int q, std::size_t lane);

}  // namespace vtasim::compiler
