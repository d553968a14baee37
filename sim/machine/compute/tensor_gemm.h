#pragma once

#include "isa/instruction.h"
#include "isa/rules/compute_cycles.h"
#include "sim/machine/cycle.h"

namespace vtasim::machine {

/// Timing of the matrix unit (TensorGemmPipelinedSplit in TensorGemm.scala): one micro-op of one iteration a cycle.
namespace tensor_gemm {

/// Cycle in which done is raised, for a GEMM that compute starts in `start`.
inline Cycle done(const isa::Gemm& gemm, Cycle start) {
  const auto last_issue = start + isa::kComputeStart + static_cast<Cycle>(loop_counts(gemm).total()) - 1;
  return last_issue + isa::kComputePipeline + isa::kComputeDrain;
}

}  // namespace tensor_gemm
}  // namespace vtasim::machine
