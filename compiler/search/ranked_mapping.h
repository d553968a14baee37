#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "compiler/lanes/mapping.h"
#include "compiler/search/least_cycles.h"

namespace vtasim::compiler {

/// A mapping and the least that its nest costs: whatever the tiling, no run is faster.
struct RankedMapping {
  Mapping mapping;
  LeastCycles least;
  std::int64_t bound() const { return least.bound(); }
};

/// Keeps the `count` with the lowest bounds, best first; of equal ones, those that read less.
void keep_best(std::vector<RankedMapping>& mappings, std::size_t count);

}  // namespace vtasim::compiler
