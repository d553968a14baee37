#include "isa/latest_by_entry.h"

#include <algorithm>

namespace vtasim::isa {

LatestByEntry::Index LatestByEntry::latest(std::uint32_t begin, std::uint32_t end) const {
  Index latest = kNone;
  for (std::size_t i = piece_of(begin); i < pieces_.size() && pieces_[i].begin < end; ++i) {
    latest = std::max(latest, pieces_[i].index);
  }
  return latest;
}

void LatestByEntry::set(std::uint32_t begin, std::uint32_t end, Index index) {
  std::size_t first = piece_of(begin);
  if (pieces_[first].begin < begin) ++first;
  std::size_t last = first;
  while (last < pieces_.size() && pieces_[last].begin < end) ++last;
  // Pieces that begin in the range give way to one for all of it, and one for what is left of the last.
  const Index rest = last == 0 ? kNone : pieces_[last - 1].index;
  const bool some_left = end < entries_ && (last == pieces_.size() || pieces_[last].begin > end);
  const std::size_t needed = some_left ? 2 : 1;
  const auto at = pieces_.begin() + static_cast<std::ptrdiff_t>(first);
  if (last - first < needed) {
    pieces_.insert(at, needed - (last - first), Piece{});
  } else {
    pieces_.erase(at, at + static_cast<std::ptrdiff_t>(last - first - needed));
  }
  pieces_[first] = {begin, index};
  if (some_left) pieces_[first + 1] = {end, rest};
}

std::size_t LatestByEntry::piece_of(std::uint32_t entry) const {
  constexpr std::size_t kNearby = 4;
  std::size_t piece = found_;
  if (piece < pieces_.size() && pieces_[piece].begin <= entry) {
    for (std::size_t steps = 0; steps < kNearby; ++steps, ++piece) {
      if (piece + 1 == pieces_.size() || pieces_[piece + 1].begin > entry) return found_ = piece;
    }
  }
  const auto behind = std::upper_bound(pieces_.begin(), pieces_.end(), entry,
                                       [](std::uint32_t value, const Piece& other) { return value < other.begin; });
  return found_ = static_cast<std::size_t>(behind - pieces_.begin()) - 1;
}

}  // namespace vtasim::isa
