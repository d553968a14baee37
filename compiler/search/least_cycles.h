#pragma once

#include <cstdint>

#include "compiler/lanes/loop_nest.h"
#include "compiler/program/compile_stats.h"

namespace vtasim::compiler {

/// Cycles that no program of a nest comes below, whatever its tiling: from the nest alone, the filters and what the
/// products read of the activation each once, and the output stored in one piece. They saturate. Products whose inputs
/// lie in padding that LOAD writes are not in it, because programs leave them out where a step has nothing else, nor
/// are rows and columns that a stride skips. `alu_passes` counts the operations on every out vector, the one that
/// starts it included. Holds wherever the bias enters.
LeastCycles least_cycles(const LoopNest& nest, const isa::HardwareConfig& config, int alu_passes);

/// Cycles in which compute starts so many out vectors: one each, or where a LOAD brings their bias in the beats of it.
std::int64_t least_starts(std::int64_t vectors, const isa::HardwareConfig& config);

/// Cycles in which so many bytes are stored in one piece, which has the fewest bursts.
std::int64_t least_store_cycles(std::int64_t bytes, const isa::HardwareConfig& config);

/// Products that every program of a nest computes: those with an input inside the plane. Of maxima one for each out
/// vector, which is far from what they take.
std::int64_t least_products(const LoopNest& nest);

/// Bytes of the activation that these products read, each once.
std::int64_t least_activation_bytes(const LoopNest& nest, const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
