#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/lanes/vector_run.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// One operation of an out vector's sum: where it reads, relative to the vector's origin in the activation, and which
/// of the vectors at that origin it adds to.
struct Tap {
  int dy = 0;  ///< Rows and columns of an activation plane.
  int dx = 0;
  int plane = 0;  ///< The plane, within the planes of the group.
  int out_vector = 0;
};

/// Which scratchpads hold the operands of products, and so what multiplies them.
enum class Operands : std::uint8_t {
  in_own_buffers,  ///< Activation in inp, filter in wgt: GEMM.
  swapped,         ///< Activation in wgt, filter in inp: GEMM.
  in_acc,          ///< Both in acc: the ALU.
};

/// How the maxima of a nest are made (docs/lowering.md): along an axis of the kernel either one tap after the other,
/// from inp, or from elements that are all in acc.
struct MaximumForm {
  bool chain_rows = true;
  bool chain_cols = true;  ///< Always where columns have a stride.
};

/// A layer as the hardware sees it once a mapping has put its elements into lanes: loops over vectors and tiles, no
/// lanes any more. Planes come in groups, each reduced by filters of its own. For every image n, filter q, row r and
/// column x, and for each vector v of those that lie there,
///
///     acc[n][q][v][r][x] = bias[q] + sum over taps t with t.out_vector = v of
///         activation[n][q / filters_per_group * planes_per_group + t.plane]
///                   [r * stride_rows + t.dy][x * stride_cols + t.dx] * filter[q][t]
///
/// where one product is one GEMM operation; or, with `maximum`, acc is the greatest of the elements that the taps meet
/// inside the plane, there is no filter, and a group is a plane. Everything the lowering knows about a mapping is in
/// here.
struct LoopNest {
  Operands operands = Operands::in_own_buffers;
  int images = 1;
  int planes = 1;                ///< Activation planes of an image, planes_per_group for every group.
  int planes_per_group = 1;      ///< Planes that a filter is summed over.
  int filters = 1;               ///< Values of q in an image: out planes.
  int filters_per_group = 1;     ///< Filters that read the same planes; the last group may have fewer.
  bool filters_alike = false;    ///< All filters have the same elements, of which there is one copy.
  int vectors_per_position = 1;  ///< Out vectors at each row and column of a filter.
  int rows = 1;                  ///< Positions of out vectors.
  int cols = 1;
  int plane_rows = 1;  ///< Elements of an activation plane in DRAM, row-major.
  int plane_cols = 1;
  int stride_rows = 1;
  int stride_cols = 1;
  // Zeros around the plane, which are not in DRAM: rows below and columns right follow from the taps. Plane coordinates
  // above are those of the padded plane, whose origin lies here.
  int pad_rows = 0;
  int pad_cols = 0;
  std::vector<Tap> taps;  ///< By plane, then row-major over the kernel.
  bool bias = false;
  /// Where ranges of rows and columns of out vectors begin that have biases of their own (border_bias.h): each filter
  /// has a bias vector for every pair of them, columns innermost.
  std::vector<int> bias_rows{0};
  std::vector<int> bias_cols{0};
  int biases() const { return static_cast<int>(bias_rows.size() * bias_cols.size()); }
  /// The bias of a tile comes from LOADs of acc instead of an ALU ADD: each filter has `bias_copies` equal bias vectors
  /// in DRAM, behind all bias_and_shift_vectors().
  bool bias_loaded = false;
  int bias_copies = 0;
  /// The bias vectors of filters are made in acc, of an inp vector for each filter and a wgt tile (bias_product.h).
  /// They take an inp entry for each that is in acc, and a wgt entry.
  bool bias_product = false;
  /// Vectors of a second tensor, [image][filter][row][col] in inp elements, are added to the sums of vectors at the
  /// same places, times 2^this: a GEMM operation each, by a constant wgt tile. Has one vector at a position.
  std::optional<int> residual_shift;
  /// Maxima in place of sums: of each plane over all taps, which are a whole kernel. Padding is no element of them.
  std::optional<MaximumForm> maximum;
  bool shifts = false;  ///< Filters have an acc vector of shifts, for an ALU SHR with registers.
  /// Where shifts differ between channels: that of all lanes of each filter, or nothing where they differ in it too.
  std::vector<std::optional<int>> filter_shifts;
  /// acc vectors that each filter has in DRAM to be kept in acc: its biases, then its shifts.
  int bias_and_shift_vectors() const { return (bias && !bias_loaded ? biases() : 0) + (shifts ? 1 : 0); }

  /// wgt tiles that serve all filters (constant_tiles.h); they are loaded once.
  int constant_tiles() const { return maximum ? 2 : residual_shift ? 1 : 0; }
  /// A tile takes all taps in one step.
  bool one_step() const { return in_acc() || maximum; }

  /// Filters that there are elements of.
  int distinct_filters() const { return maximum ? 0 : filters_alike ? 1 : filters; }

  /// Where a filter's out vectors, counted row by row, go within its places in DRAM, each as often as it is needed,
  /// sorted by vector; only of nests with one vector at a position. Nothing: to (image, filter, vector, row, column),
  /// once.
  std::vector<VectorRun> stored;
  int stored_places = 0;  ///< That a filter has, those included that no vector goes to.

  int groups() const { return planes / planes_per_group; }
  bool in_acc() const { return operands == Operands::in_acc; }
  /// The scratchpads that hold the activation's elements and the filter's.
  isa::Buffer activation() const;
  isa::Buffer filter() const;
};

}  // namespace vtasim::compiler
