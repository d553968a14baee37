#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "compiler/lanes/mapping.h"
#include "compiler/lanes/refused.h"
#include "compiler/mappings/registry.h"
#include "compiler/program/build_program.h"
#include "compiler/search/least_cycles.h"

namespace vtasim::compiler {

/// A mapping and the least that its nest costs: whatever the tiling, no run is faster.
struct RankedMapping {
  Mapping mapping;
  LeastCycles least;
  std::int64_t bound() const { return least.bound(); }
};

/// Adds the mapping that rectangles or windows (`Choice`) stand for, where it takes the layer: not where it has too
/// many taps, gaps in what the sums need or no way for the bias, or where DRAM or acc do not hold it. `alu_passes` as
/// in least_cycles().
template <typename Choice>
void add_ranked(const Choice& choice, const Layer& layer, const isa::HardwareConfig& config, int alu_passes,
                std::vector<RankedMapping>& mappings) {
  try {
    Mapping mapping = make_mapping(choice, layer, config);
    check_sizes(layer, mapping, config);
    const LeastCycles least = least_cycles(mapping.nest, config, alu_passes);
    mappings.push_back({std::move(mapping), least});
  } catch (const Refused&) {
    return;
  }
}

/// Keeps the `count` with the lowest bounds, best first; of equal ones, those that read less.
void keep_best(std::vector<RankedMapping>& mappings, std::size_t count);

}  // namespace vtasim::compiler
