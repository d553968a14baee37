#pragma once

#include <memory>

#include "compiler/operations/build_gather.h"
#include "compiler/operations/vector_gather.h"
#include "compiler/planning/node_program.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// A gather of vectors in such tiles. `config` must outlive the program.
std::unique_ptr<NodeProgram> gather_program(std::shared_ptr<const VectorGather> gather, const GatherTiling& tiling,
                                            const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
