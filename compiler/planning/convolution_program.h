#pragma once

#include <memory>

#include "compiler/planning/node_program.h"
#include "compiler/search/search_mappings.h"
#include "compiler/workload/layer.h"
#include "compiler/workload/tensors.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// A layer as a search chose to run it, with its weights; `tensors` needs no input. They and `config` must outlive the
/// program.
std::unique_ptr<NodeProgram> convolution_program(const Layer& layer, const LayerTensors& tensors,
                                                 const MappingChoice& choice, const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
