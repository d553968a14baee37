#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "compiler/codegen/token_order.h"

namespace vtasim::compiler {

/// For each entry of a scratchpad the latest instruction that did something with it. Instructions touch ranges, so that
/// there are far fewer pieces of entries with the same one than entries.
class LatestByEntry {
 public:
  using Index = TokenOrder::Index;

  /// `entries` of them, 1 or more; TokenOrder::kNone for each.
  explicit LatestByEntry(std::uint32_t entries) : entries_(entries), pieces_{{0, TokenOrder::kNone}} {}

  /// The latest of the entries [begin, end), of which there is one at least.
  Index latest(std::uint32_t begin, std::uint32_t end) const;

  /// Those entries, as before, have `index`.
  void set(std::uint32_t begin, std::uint32_t end, Index index);

 private:
  /// Entries from `begin` on to the next piece.
  struct Piece {
    std::uint32_t begin = 0;
    Index index = TokenOrder::kNone;
  };

  /// The piece that an entry is in.
  std::size_t piece_of(std::uint32_t entry) const;

  std::uint32_t entries_;
  std::vector<Piece> pieces_;      ///< In order, the first from 0 on.
  mutable std::size_t found_ = 0;  ///< Where it was last: the ranges of an instruction ascend.
};

}  // namespace vtasim::compiler
