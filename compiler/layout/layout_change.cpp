#include "compiler/layout/layout_change.h"

#include <cstddef>
#include <cstring>

namespace vtasim::compiler {

LayoutChange::LayoutChange(const TensorLayout& from, const TensorLayout& to) {
  for_each_piece(from, to.sources(), [&](const LayoutPiece& piece) { pieces_.push_back(piece); });
}

void LayoutChange::run(const std::uint8_t* from, std::uint8_t* to) const {
  constexpr std::int32_t kShort = 8;  // Up to which bytes one by one take less time than a call.
  for (const LayoutPiece& piece : pieces_) {
    std::uint8_t* const end = to + piece.bytes;
    if (!piece.source.is_element()) {
      std::memset(to, piece.source.value(), static_cast<std::size_t>(piece.bytes));
    } else if (const std::uint8_t* begin = from + piece.source.index(); piece.bytes > kShort) {
      std::memcpy(to, begin, static_cast<std::size_t>(piece.bytes));
    } else {
      *to++ = *begin++;
      while (to != end) *to++ = *begin++;
    }
    to = end;
  }
}

}  // namespace vtasim::compiler
