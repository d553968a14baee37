#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "compiler/operations/vector_gather.h"

namespace vtasim::compiler {

/// A GEMM operation that a vector of a gather's output takes.
struct GatherTerm {
  std::int32_t input = 0;
  /// Data are in inp, and in wgt a tile that has a 1 for each lane that comes of the vector; or, exchanged, data are in
  /// wgt, a tile of as many vectors as it has lanes, and in inp a vector with a 1 for the lane that all lanes come of,
  /// each of another vector.
  bool exchanged = false;
  std::int32_t data = 0;      ///< The vector of the input, or the tile.
  std::int32_t constant = 0;  ///< Of the wgt tiles, or the lane.
};

/// How the vectors of a gather's output are computed: by as many operations as there are vectors that its bytes come
/// from, or by one where all bytes are of the same lane, and of the vectors of a wgt tile, one each.
class GatherTerms {
 public:
  /// `once`: a vector that has several places is computed once and stored at each, and those of zeros are left as they
  /// are there already. Otherwise each place is computed, zeros by a tile of zeros (a reset alone does not write to
  /// out), so that what is stored lies side by side.
  GatherTerms(const VectorGather& gather, int block, bool once);

  int block() const { return block_; }
  /// Vectors that are computed, in the order of their first places.
  std::size_t vectors() const { return begins_.size() - 1; }
  /// The places in the output that are a vector's, in their order.
  const std::vector<std::size_t>& places(std::size_t vector) const { return places_[vector]; }
  /// The operations of a vector: terms begin(vector) to end(vector).
  std::size_t begin(std::size_t vector) const { return begins_[vector]; }
  std::size_t end(std::size_t vector) const { return begins_[vector + 1]; }
  const GatherTerm& term(std::size_t i) const { return terms_[i]; }

  /// GEMM operations, the reset of each vector among them.
  std::int64_t operations() const { return static_cast<std::int64_t>(terms_.size() + vectors()); }

  /// Constant wgt tiles: a row for each out lane.
  const std::vector<std::vector<std::uint8_t>>& tiles() const { return tiles_; }
  /// Whether there are exchanged ones, which take the rows of the unit matrix in inp.
  bool any_exchanged() const { return any_exchanged_; }
  /// Whether there are vectors of zeros.
  bool any_zeros() const { return any_zeros_; }

 private:
  int block_;
  std::vector<std::vector<std::size_t>> places_;
  std::vector<GatherTerm> terms_;
  std::vector<std::size_t> begins_;
  std::vector<std::vector<std::uint8_t>> tiles_;
  bool any_exchanged_ = false;
  bool any_zeros_ = false;
};

}  // namespace vtasim::compiler
