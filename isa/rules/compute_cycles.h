#pragma once

namespace vtasim::isa {

// Cycles of GEMM and ALU, whose pipelines are as long as each other (TensorGemmPipelinedSplit in TensorGemm.scala,
// TensorAluPipelined in TensorAlu.scala).

/// Compute's start passes one register (Compute.scala, RegNext of io.start), then the index generator's running.
inline constexpr int kComputeStart = 2;
/// From an operation's issue to its write. GEMM: uop read, wrpipe0 (2) and wrpipe (1); ALU: valid_r1 to valid_r4, uop
/// read, acc read address, acc data, result.
inline constexpr int kComputePipeline = 4;
/// The count of operations in flight is a register, 0 one cycle after the last write; done is raised then.
inline constexpr int kComputeDrain = 1;

/// What an instruction takes beyond its operations, from a cycle in which compute is idle to the next in which it is.
inline constexpr int kComputeOverhead = kComputeStart + kComputePipeline + kComputeDrain;

/// Cycles of an ALU operation: one with an immediate; with registers two, the first of which (stutter) reads src.
constexpr int alu_cycles(bool use_imm) { return use_imm ? 1 : 2; }

}  // namespace vtasim::isa
