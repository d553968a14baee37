#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/host_filter.h"
#include "compiler/layer.h"
#include "compiler/tensors.h"
#include "isa/program.h"

namespace vtasim {

struct Tiling;

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
  std::array<std::int64_t, kBufferCount> read_bytes_by_buffer{};  ///< read_bytes by Buffer.
  // Lower bounds in cycles: GEMM and ALU operations and beats of uop and acc loads; beats of all reads with the
  // instructions; cycles of the store path. The largest bounds the run.
  std::int64_t bound_compute = 0;
  std::int64_t bound_read = 0;
  std::int64_t bound_store = 0;
  std::int64_t bound() const;
};

/// A layer lowered by one mapping onto one configuration, with real data in its DRAM image.
struct CompiledLayer {
  std::string mapping;
  Program program;
  CompileStats stats;
  std::string output_layout;     ///< How the output lies in DRAM, such as "(N, O/16, H, W, 16)".
  std::vector<Region> expected;  ///< The reference's output in the program's DRAM layout (unused lanes as the program
                                 ///< leaves them).
};

/// Names that compile() takes, in the order of presentation: "diagonal", "swapped".
std::vector<std::string> mapping_names();

/// Lowers `layer` with data `tensors`, cut up as `tiling` says, or as choose_tiling() does where there is none. Throws
/// Error naming layer, limit and value where the mapping cannot hold it.
CompiledLayer compile(const Layer& layer, const LayerTensors& tensors, const std::string& mapping,
                      const HardwareConfig& config, const Tiling* tiling = nullptr);

/// Takes the output tensor out of DRAM after a run, undoing the mapping's layout.
Tensor8 unpack_output(const Layer& layer, const CompiledLayer& compiled, const HardwareConfig& config,
                      const std::vector<std::uint8_t>& dram);

}  // namespace vtasim
