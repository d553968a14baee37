#pragma once

#include <memory>

#include "compiler/fusion/pair_program.h"
#include "compiler/planning/node_program.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// A depthwise layer and the pointwise one behind it in one program, cut up by `plan`, with their weights; `depthwise`
/// and `pointwise` need no inputs. They and `config` must outlive the program.
std::unique_ptr<NodeProgram> fused_program(const PairMapping& mapping, const PairPlan& plan, const PairPasses& passes,
                                           const LayerTensors& depthwise, const LayerTensors& pointwise,
                                           const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
