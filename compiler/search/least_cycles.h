#pragma once

#include <cstdint>

#include "compiler/lanes/loop_nest.h"

namespace vtasim::compiler {

/// Cycles that no program of a nest comes below, whatever its tiling: what each module and the bus do at least. They
/// saturate.
struct LeastCycles {
  std::int64_t compute = 0;  ///< Products, and ALU operations on every out vector.
  std::int64_t read = 0;     ///< Beats of what the products read of the activation, and of the filters, each once.
  std::int64_t store = 0;    ///< The output stored in one piece.
  std::int64_t bound() const;
};

/// The least that a nest takes, from the nest alone. Products whose inputs lie in padding that LOAD writes are not in
/// it, because programs leave them out where a step has nothing else, nor are rows and columns that a stride skips.
/// `alu_passes` counts the operations on every out vector, the one that starts it included. Holds wherever the bias
/// enters.
LeastCycles least_cycles(const LoopNest& nest, const isa::HardwareConfig& config, int alu_passes);

/// Products that every program of a nest computes: those with an input inside the plane.
std::int64_t least_products(const LoopNest& nest);

/// Bytes of the activation that these products read, each once.
std::int64_t least_activation_bytes(const LoopNest& nest, const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
