#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace vtasim::isa {

/// For each entry of a scratchpad the latest instruction that did something with it. Instructions touch ranges, so that
/// there are far fewer pieces of entries with the same one than entries.
class LatestByEntry {
 public:
  /// An instruction of a program, or none.
  using Index = std::ptrdiff_t;
  static constexpr Index kNone = -1;

  /// `entries` of them, 1 or more; kNone for each.
  explicit LatestByEntry(std::uint32_t entries) : entries_(entries), pieces_{{0, kNone}} {}

  std::uint32_t entries() const { return entries_; }

  /// The latest of the entries [begin, end), of which there is one at least.
  Index latest(std::uint32_t begin, std::uint32_t end) const;

  /// Calls use(count, index) for each piece of the entries [begin, end), as before, in order: so many of the same
  /// latest.
  template <class Use>
  void for_each_piece(std::uint32_t begin, std::uint32_t end, Use&& use) const {
    for (std::size_t i = piece_of(begin); i < pieces_.size() && pieces_[i].begin < end; ++i) {
      const std::uint32_t behind = i + 1 < pieces_.size() ? pieces_[i + 1].begin : entries_;
      use(std::min(behind, end) - std::max(pieces_[i].begin, begin), pieces_[i].index);
    }
  }

  /// Those entries, as before, have `index`.
  void set(std::uint32_t begin, std::uint32_t end, Index index);

 private:
  /// Entries from `begin` on to the next piece.
  struct Piece {
    std::uint32_t begin = 0;
    Index index = kNone;
  };

  /// The piece that an entry is in.
  std::size_t piece_of(std::uint32_t entry) const;

  std::uint32_t entries_;
  std::vector<Piece> pieces_;      ///< In order, the first from 0 on.
  mutable std::size_t found_ = 0;  ///< Where it was last: the ranges of an instruction ascend.
};

}  // namespace vtasim::isa
