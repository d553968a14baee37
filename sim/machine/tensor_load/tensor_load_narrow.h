#pragma once

#include "sim/machine/tensor_load/tensor_load_timing.h"

namespace vtasim::machine {

/// TensorLoadNarrowVME.scala: elements wider than a beat. Data passes vmeDataBitsPipe (one RegNext), and the padding
/// unit gets instruction and start through one RegNext each.
inline constexpr TensorLoadTiming kTensorLoadNarrow{/*data_pipe=*/1, /*padding_pipe=*/1};

}  // namespace vtasim::machine
