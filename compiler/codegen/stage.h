#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace vtasim::compiler {

/// Planes and rows of an image of a tensor in DRAM: [plane, plane + planes) x [row, row + rows).
struct TensorPart {
  int image = 0;
  int plane = 0;
  int planes = 0;
  int row = 0;
  int rows = 0;
  bool overlaps(const TensorPart& other) const {
    return image == other.image && plane < other.plane + other.planes && other.plane < plane + planes &&
           row < other.row + other.rows && other.row < row + rows;
  }
};

/// A piece of a stage that other stages' pieces can stand before and behind.
struct StageUnit {
  std::int64_t operations = 0;       ///< GEMM and ALU operations: how long it takes, roughly.
  TensorPart reads;                  ///< What it loads of the tensor that the stage before made.
  std::optional<TensorPart> writes;  ///< What it stores for the stage behind, whole when the unit ends.
};

/// What a program does to one tensor on its way to the next, as a row of units. Stages that share a program have
/// scratchpad entries of their own.
class Stage {
 public:
  Stage() = default;
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  virtual ~Stage() = default;

  virtual std::size_t units() const = 0;
  virtual StageUnit unit(std::size_t index) const = 0;

  /// Appends a unit's instructions to the program. Units are emitted once each and in order.
  virtual void emit(std::size_t index) = 0;
};

}  // namespace vtasim::compiler
