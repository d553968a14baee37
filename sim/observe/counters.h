#pragma once

#include <array>
#include <cstdint>

#include "isa/instruction.h"
#include "isa/rules/compute_cycles.h"

namespace vtasim::machine {

/// What a module's cycles went to, from launch to the cycle FINISH is done (or the run's last event). Every cycle of a
/// module is in exactly one of these.
struct ModuleCycles {
  std::int64_t busy = 0;       ///< Out of idle: executing an instruction.
  std::int64_t wait_insn = 0;  ///< Idle with an empty queue.
  std::int64_t wait_prev = 0;  ///< Idle, the next instruction lacks a token of the previous module (only or also).
  std::int64_t wait_next = 0;  ///< Idle, it lacks only a token of the next module.
  std::int64_t issue = 0;      ///< Idle with the next instruction ready: the cycle of hand-over between instructions.
};

/// Sums over a run. Cycles of compute are split by what it executed; `busy` of compute is their sum.
struct Counters {
  std::array<ModuleCycles, isa::kModuleCount> modules{};  ///< By Module.
  std::int64_t compute_gemm_cycles = 0;                   ///< Busy with GEMM, fill and drain of the pipeline included.
  std::int64_t compute_alu_cycles = 0;
  std::int64_t compute_load_uop_cycles = 0;
  std::int64_t compute_load_acc_cycles = 0;
  std::int64_t compute_sync_cycles = 0;  ///< Token-only instructions and FINISH.
  std::int64_t load_inp_cycles = 0;
  std::int64_t load_wgt_cycles = 0;
  std::int64_t gemm_ops = 0;        ///< GEMM operations issued, one a cycle.
  std::int64_t gemm_reset_ops = 0;  ///< Those of them that only reset acc.
  std::int64_t alu_imm_ops = 0;     ///< ALU vectors with an immediate, one cycle each.
  std::int64_t alu_reg_ops = 0;     ///< ALU vectors with a register, two cycles each.
  /// Cycles that issue to the ALU.
  std::int64_t alu_cycles() const { return isa::alu_cycles(true) * alu_imm_ops + isa::alu_cycles(false) * alu_reg_ops; }
  std::array<std::int64_t, isa::kBufferCount + 1>
      read_beats{};  ///< Bus beats read by Buffer; the last is instruction fetch.
  std::array<std::int64_t, isa::kBufferCount + 1> read_bursts{};
  std::int64_t write_beats = 0;
  std::int64_t write_bursts = 0;
  std::int64_t store_burst_cycles = 0;  ///< Cycles the write path was taken (command to acknowledgement).
};

}  // namespace vtasim::machine
