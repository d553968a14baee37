#pragma once

#include "isa/hardware_config.h"
#include "sim/machine/cycle.h"

namespace vtasim::machine {

/// The registers in which the two tensor load units differ.
struct TensorLoadTiming {
  Cycle data_pipe;     ///< Registers between the memory engine and the scratchpad.
  Cycle padding_pipe;  ///< Registers before the padding unit's start.
};

/// The unit that a configuration builds for a buffer (TensorLoad.scala): wide where an element fits a beat.
const TensorLoadTiming& tensor_load_timing(const isa::HardwareConfig& config, isa::Buffer buffer);

}  // namespace vtasim::machine
