#pragma once

#include <cstdint>
#include <vector>

#include "compiler/layout/layout_pieces.h"
#include "compiler/layout/tensor_layout.h"

namespace vtasim::compiler {

/// A change of a tensor's layout as the host makes it: a list of pieces that are copied, or set, one after the other.
/// work_of_change() counts what it does.
class LayoutChange {
 public:
  /// Throws Error where `from` lacks an element of `to`.
  LayoutChange(const TensorLayout& from, const TensorLayout& to);

  /// Reads an array that lies as `from`, writes one that lies as `to`; they do not overlap. Bytes that can be anything
  /// are 0.
  void run(const std::uint8_t* from, std::uint8_t* to) const;

 private:
  std::vector<LayoutPiece> pieces_;
};

}  // namespace vtasim::compiler
