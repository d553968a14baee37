#pragma once

#include "isa/instruction.h"
#include "sim/machine/cycle.h"

namespace vtasim::machine {

/// Timing of the matrix unit (TensorGemmPipelinedSplit in TensorGemm.scala): one micro-op of one iteration a cycle.
namespace tensor_gemm {

/// Compute's start passes one register (Compute.scala, RegNext of tensorGemm.io.start), then the index generator's
/// running.
inline constexpr Cycle kStart = 2;
/// From an operation's issue to its write: uop read, wrpipe0 (2) and wrpipe (1).
inline constexpr Cycle kPipeline = 4;
/// The count of operations in flight is a register, 0 one cycle after the last write; done is raised then.
inline constexpr Cycle kDrain = 1;

/// Cycle in which done is raised, for a GEMM that compute starts in `start`.
inline Cycle done(const isa::Gemm& gemm, Cycle start) {
  const auto last_issue = start + kStart + static_cast<Cycle>(loop_counts(gemm).total()) - 1;
  return last_issue + kPipeline + kDrain;
}

}  // namespace tensor_gemm
}  // namespace vtasim::machine
