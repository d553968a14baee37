#pragma once

#include "sim/machine/tensor_load/tensor_load_timing.h"

namespace vtasim::machine {

/// TensorLoadNarrowVME.scala: elements wider than a beat. Data passes vmeDataBitsPipe (one RegNext), and the padding
/// unit gets instruction and start through one RegNext each. blocksInFlight has the bits of a beat's place in the
/// scratchpad (blkIdxWdth).
inline constexpr TensorLoadTiming kTensorLoadNarrow{/*data_pipe=*/1, /*padding_pipe=*/1, /*in_flight_slack=*/0};

}  // namespace vtasim::machine
