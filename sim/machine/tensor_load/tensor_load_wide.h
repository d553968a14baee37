#pragma once

#include "sim/machine/tensor_load/tensor_load_timing.h"

namespace vtasim::machine {

/// TensorLoadWideVME.scala: a beat holds one element or more. Data goes straight to the scratchpad (readVMEDataLatency
/// is 0 in TensorUtil.scala), and the padding unit starts with the instruction.
inline constexpr TensorLoadTiming kTensorLoadWide{/*data_pipe=*/0, /*padding_pipe=*/0};

}  // namespace vtasim::machine
