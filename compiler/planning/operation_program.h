#pragma once

#include <memory>

#include "compiler/operations/mapped_operation.h"
#include "compiler/planning/node_program.h"
#include "compiler/tiling/tiling_plan.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// An operation that is no convolution, in the tiles of `plan`. `config` must outlive the program.
std::unique_ptr<NodeProgram> operation_program(MappedOperation operation, const TilingPlan& plan,
                                               const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
