#pragma once

#include <memory>

#include "compiler/operations/channel_selection.h"
#include "compiler/planning/node_program.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// A selection of channels in tiles of so many pixels. `config` must outlive the program.
std::unique_ptr<NodeProgram> selection_program(ChannelSelection selection, int pixels,
                                               const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
