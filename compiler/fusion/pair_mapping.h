#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/fusion/layer_pair.h"
#include "compiler/lanes/mapping.h"
#include "compiler/workload/tensors.h"

namespace vtasim::compiler {

/// How the depthwise layer's out vectors become vectors of one pixel each, the only ones that a pointwise layer can
/// reduce over. The vectors of `block` filters at one place lie side by side in DRAM, which makes them a wgt tile: a
/// row for each filter, a column for each lane. An inp vector of a single 1 picks a column: one GEMM operation makes
/// the vector of one lane, with a lane for each filter.
struct Transposition {
  int rows = 1;  ///< Places of out vectors, as in the depthwise layer's nest.
  int cols = 1;
  int row_step = 1;  ///< Pixels from a place to the next.
  int col_step = 1;
  int row_parts = 1;  ///< Of the planes: a place has pixels in each, where they would have theirs in the first.
  int col_parts = 1;
  int channels = 1;         ///< Of the layer, in a vector: a column has one of them.
  std::vector<Lane> lanes;  ///< Of the vectors at a place, `block` each.
  /// Where the pixels of the depthwise layer's output, row-major, lie in the planes that it makes, in any order, which
  /// has no others; of vectors of one channel. Nothing: row by row, with those beyond the output.
  std::vector<int> places;
  int row_pixels = 1;     ///< Of these that are a row of the pointwise layer's planes: a vector's, or a wgt tile's.
  int together_rows = 1;  ///< Places whose pixels lie side by side there: so many rows and columns of them.
  int together_cols = 1;
  int out_rows = 0;  ///< Of the depthwise layer's output.
  int out_cols = 0;

  int part_rows() const { return rows * row_step; }  ///< Pixels of a part.
  int part_cols() const { return cols * col_step; }
  int pixel_rows() const { return row_parts * part_rows(); }  ///< Of the planes that it makes, those beyond the layer's
  int pixel_cols() const { return col_parts * part_cols(); }  ///< own included.
};

/// A pair as two mappings that fit: the pointwise layer reads what the depthwise one leaves, transposed where its
/// vectors hold several pixels. Its input channels stand in the order in which they come, and lanes that hold none
/// count as channels whose weights are 0.
struct PairMapping {
  Layer depthwise;
  Mapping first;
  std::optional<Transposition> transposition;
  Layer pointwise;   ///< With those input channels.
  Mapping second;    ///< As if its input lay in VTA's ordinary layout;
  LoopNest reading;  ///< and its nest over what does lie in DRAM.
  /// The layer's channel in each of the pointwise layer's input channels, if it is one.
  std::vector<std::optional<int>> channels;
  std::int64_t useful_macs = 0;
};

/// The depthwise layer behind a pair, which reads the pointwise layer's output by windows.
struct WindowReader {
  Layer layer;
  Mapping windows;
};

/// In which order a transposition leaves pixels to a pointwise layer mapped by direct.
enum class PixelOrder : std::uint8_t {
  rows,     ///< Row by row of the planes, which is how the pointwise layer then leaves them.
  as_made,  ///< As the depthwise layer's rows of vectors make them: none waits for pixels of another part of the plane.
            ///< The pointwise layer's STOREs put them into rows.
};

/// The pair with the depthwise layer mapped by `first`, the pointwise one by direct; by exchanged where there is a
/// `reader`, whose windows it leaves as they lie in DRAM for it. Throws Refused naming the layer where one requantizes
/// separately, or where the depthwise output has no order that the pointwise layer can read. `order` is heeded where
/// out vectors are transposed that have pixels of one channel in parts; `reader` has an order of its own.
PairMapping make_pair_mapping(const Mapping& first, const LayerPair& pair, const isa::HardwareConfig& config,
                              const WindowReader* reader = nullptr, PixelOrder order = PixelOrder::rows);

/// As above, with pixels computed as they are made, of which direct leaves vectors of channels in the order `left`.
PairMapping make_pair_mapping(const Mapping& first, const LayerPair& pair, const isa::HardwareConfig& config,
                              const std::vector<Pixel>& left);

/// As above by the mapping of that name; throws Refused also where it does not take the layer.
PairMapping make_pair_mapping(const std::string& name, const LayerPair& pair, const isa::HardwareConfig& config);

/// The pair by each named mapping that takes it.
std::vector<PairMapping> pair_mappings(const LayerPair& pair, const isa::HardwareConfig& config);

/// The pointwise layer's weights (O, C, 1, 1) with input channels in the order of the mapping.
Tensor8 ordered_weights(const PairMapping& mapping, const Tensor8& weights);

}  // namespace vtasim::compiler
