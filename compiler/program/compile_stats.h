#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "compiler/packing/host_filter.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// Cycles that each module and the bus take at least. Whatever waits for what, a run takes as long as the largest.
struct LeastCycles {
  std::int64_t compute = 0;  ///< GEMM and ALU operations, and beats of uop and acc LOADs.
  std::int64_t read = 0;     ///< Beats of all that is read.
  std::int64_t store = 0;    ///< Cycles of the store path.
  std::int64_t bound() const;
};

/// Of work that is done one after the other in each module. Saturates.
LeastCycles operator+(const LeastCycles& a, const LeastCycles& b);

/// What a compiled layer costs by construction, before anything is simulated. Bytes are host and DRAM bytes.
struct CompileStats {
  std::int64_t useful_macs = 0;  ///< layer.macs()
  std::int64_t gemm_ops = 0;     ///< GEMM operations, one a cycle, resets included.
  std::int64_t alu_cycles = 0;   ///< ALU vectors, register ones counted twice.
  std::int64_t read_bytes = 0;   ///< DRAM bytes the program's LOADs ask for; instructions excluded.
  std::int64_t write_bytes = 0;  ///< DRAM bytes its STOREs write.
  std::int64_t packed_bytes =
      0;  ///< Bytes the host writes to lay out activations for this mapping; 0 where it reads
          ///< VTA's ordinary layout (N, C/block, H, W, block), in which activations are taken to be.
  std::int64_t packed_weight_bytes = 0;  ///< Likewise weights, bias and micro-ops, done once a network.
  std::int64_t dram_bytes = 0;           ///< Footprint in DRAM.
  /// What packing reads of the host's filter, in every layout that it can have; the layer says which it has.
  std::vector<FilterReads> filter_reads;
  int clamps_left_out = 0;     ///< Of MIN and MAX, those that could not change any value.
  double lane_efficiency = 0;  ///< useful_macs / (block^2 x GEMM operations that are no reset).
  std::array<std::int64_t, isa::kBufferCount> read_bytes_by_buffer{};  ///< read_bytes by Buffer.
  LeastCycles least;  ///< Of the program, the reading of its instructions included.
  std::int64_t bound() const { return least.bound(); }
};

}  // namespace vtasim::compiler
