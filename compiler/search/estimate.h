#pragma once

#include <cstdint>
#include <limits>

#include "compiler/tiling/tiling.h"

namespace vtasim::compiler {

/// Cycles that a tiling is expected to take, from the pipeline of load, compute and store over its tiles: each module
/// does one thing at a time, a buffer is not refilled before its reader is done. Costs of instructions are those
/// measured on the RTL, without contention on the bus. It ranks tilings of one nest that do not skip padding; it is no
/// prediction. `alu_passes` is the number of ALU instructions that go over each out vector, the one that starts it
/// included. Of a tiling that takes `limit` or more, only that much is found out: the result is some number that is no
/// less than `limit`.
std::int64_t estimate_cycles(const LoopNest& nest, const Tiling& tiling, const isa::HardwareConfig& config,
                             int alu_passes, std::int64_t limit = std::numeric_limits<std::int64_t>::max());

/// Fewest cycles that compute takes for a nest cut into so many tiles and steps, by the same costs: its operations and
/// what instructions take beyond them. `products` is least_products().
std::int64_t least_compute_cycles(const LoopNest& nest, std::int64_t products, std::int64_t tiles, std::int64_t steps,
                                  int alu_passes);

}  // namespace vtasim::compiler
