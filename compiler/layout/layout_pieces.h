#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "compiler/layout/tensor_layout.h"
#include "compiler/packing/byte_source.h"

namespace vtasim::compiler {

/// A piece of an array that is written: consecutive bytes of the array that is read, or a constant.
struct LayoutPiece {
  ByteSource source;       ///< Here an element is a byte of the array that is read, the first of the piece.
  std::int32_t bytes = 0;  ///< Of the array that is read, or as many times the constant.
};

/// Where an array has the elements of its tensor.
class ElementPlaces {
 public:
  explicit ElementPlaces(const TensorLayout& layout);

  /// The first byte that is made of an element. Throws Error where there is none.
  std::size_t first_of(ByteSource element) const {
    const auto index = static_cast<std::size_t>(element.index());
    if (index >= first_.size() || first_[index] < 0) refuse(element);
    return static_cast<std::size_t>(first_[index]);
  }

 private:
  [[noreturn]] static void refuse(ByteSource element);

  std::vector<std::int32_t> first_;  ///< By element; -1 for none.
};

/// Calls visit(piece) for all pieces of writing `to` from an array that lies as `from`, in their order. A piece goes on
/// for as long as its next byte is what is to be written next; an element that lies at several places is otherwise read
/// at the first. Bytes that can be anything are 0. Throws Error where `from` lacks an element.
template <typename Visit>
void for_each_piece(const TensorLayout& from, const std::vector<ByteSource>& to, Visit&& visit) {
  const ElementPlaces places(from);
  const std::vector<ByteSource>& sources = from.sources();
  LayoutPiece piece;
  std::size_t next = sources.size();  // What is read after the piece, if it is read at all.
  for (const ByteSource written : to) {
    const ByteSource wanted = written.is_anything() ? ByteSource::constant(0) : written;
    if (wanted.is_element()) {
      if (next < sources.size() && sources[next] == wanted) {
        ++piece.bytes;
        ++next;
        continue;
      }
      next = places.first_of(wanted) + 1;
    } else {
      if (piece.bytes > 0 && piece.source == wanted) {
        ++piece.bytes;
        continue;
      }
      next = sources.size();
    }
    if (piece.bytes > 0) visit(piece);
    piece.source = wanted.is_element() ? ByteSource::element(static_cast<std::int64_t>(next) - 1) : wanted;
    piece.bytes = 1;
  }
  if (piece.bytes > 0) visit(piece);
}

}  // namespace vtasim::compiler
