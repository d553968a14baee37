#pragma once

#include <cstdint>

#include "compiler/operations/gather_terms.h"
#include "compiler/operations/gather_tiles.h"
#include "compiler/operations/vector_gather.h"
#include "compiler/program/build_program.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// Cycles that no program comes below that leaves a tensor so, in whole vectors: two GEMM operations for as many
/// vectors as hold its elements, and the beats that bring it to DRAM.
std::int64_t least_gather_cycles(const TensorLayout& to, const isa::HardwareConfig& config);

/// Its program, all but the inputs in it, which lie where Placement has them: a tile's inputs are loaded, its acc
/// vectors are reset, each takes its terms, and is stored at all its places. `terms` are the gather's, made as the
/// tiling says. Throws Refused where scratchpads do not hold what two vectors come from, and Error where it does not
/// fit DRAM.
BuiltProgram build_gather(const VectorGather& gather, const GatherTerms& terms, const GatherTiling& tiling,
                          const isa::HardwareConfig& config, const Placement& placement = {});

}  // namespace vtasim::compiler
