#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "compiler/mappings/rectangles.h"

namespace vtasim::compiler {

/// What the bound of a pair's mapping (LeastCycles::bound()) does not come below, told from its rectangles: without the
/// nest, whose taps take far longer to find.
class LeastOfRectangles {
 public:
  /// `alu_passes` as for least_cycles(). The layer and the configuration must outlive it.
  LeastOfRectangles(const Layer& layer, const isa::HardwareConfig& config, int alu_passes)
      : layer_(layer), config_(config), alu_passes_(alu_passes) {}

  std::int64_t of(const RectanglePair& pair);

 private:
  /// By a number of outputs: the rows or columns, padding aside, that each group of so many neighbouring ones reads.
  using Reads = std::map<int, std::vector<int>>;

  const Layer& layer_;
  const isa::HardwareConfig& config_;
  const int alu_passes_;
  Reads rows_;
  Reads cols_;
};

}  // namespace vtasim::compiler
