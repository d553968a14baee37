#pragma once

#include "isa/hazards.h"
#include "isa/instruction.h"
#include "isa/rules/compute_cycles.h"
#include "sim/machine/cycle.h"

namespace vtasim::machine {

/// Timing of the vector unit (TensorAluPipelined in TensorAlu.scala): an operation a cycle with an immediate; two with
/// registers, the first of which (stutter) reads src.
namespace tensor_alu {

/// Stage in which a read of acc is compared with the write of the operation before (bypass_dst, bypass_src).
inline constexpr Cycle kCompareStage = 3;

inline Cycle cycles_per_operation(const isa::Alu& alu) { return isa::alu_cycles(alu.use_imm != 0); }

/// Cycle in which done is raised, for an ALU instruction that compute starts in `start`.
inline Cycle done(const isa::Alu& alu, Cycle start) {
  const Cycle issues = static_cast<Cycle>(loop_counts(alu).total()) * cycles_per_operation(alu);
  return start + isa::kComputeStart + issues - 1 + isa::kComputePipeline + isa::kComputeDrain;
}

/// Cycle in which the assertion on a hazard fires.
inline Cycle assertion(const isa::Alu& alu, const isa::AluHazard& hazard, Cycle start) {
  return start + isa::kComputeStart + static_cast<Cycle>(hazard.operation) * cycles_per_operation(alu) + kCompareStage;
}

}  // namespace tensor_alu
}  // namespace vtasim::machine
