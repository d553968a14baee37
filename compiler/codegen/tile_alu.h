#pragma once

#include <cstdint>
#include <vector>

#include "compiler/codegen/dram_bases.h"
#include "compiler/codegen/instructions.h"
#include "compiler/codegen/uop_table.h"
#include "compiler/epilogue/alu_pass.h"
#include "compiler/lanes/loop_nest.h"
#include "compiler/tiling/tiling.h"

namespace vtasim::compiler {

/// How a tile's vectors lie in acc: how far apart those of neighbouring filters are, and those of neighbouring
/// positions of a filter, row-major, one out vector after the other.
struct AccLayout {
  int filter = 1;
  int position = 1;
};

/// One filter's vectors after the other's.
inline AccLayout filter_by_filter(const Tile& tile) { return {tile.vectors_per_filter(), 1}; }

/// What the ALU does to the acc vectors of tiles, and the LOADs of acc that this takes: the bias that sums start from,
/// and passes over finished sums. Keeps track of the bias and shift vectors that are in acc.
class TileAlu {
 public:
  /// References must outlive it.
  TileAlu(const LoopNest& nest, const Tiling& tiling, const isa::HardwareConfig& config, const DramBases& bases,
          UopTable& program);

  /// Sets the tile's vectors, which lie at `acc_base`, to their bias or to zero: ALU ADDs of 0 that copy the bias
  /// vectors of each filter to the rows and columns that have them, LOADs of copies of it, or GEMM with reset, of which
  /// only the first writes out as well. LOADs fill vectors that lie filter by filter only.
  void start(const Tile& tile, int acc_base, const AccLayout& layout);
  void start(const Tile& tile, int acc_base) { start(tile, acc_base, filter_by_filter(tile)); }

  /// Runs a pass over the tile's vectors. Shifts by channel take an instruction for every run of filters that shift
  /// alike, or one for the whole tile with the shifts in registers, at two cycles a vector: whichever takes fewer.
  void run(const AluPass& pass, const Tile& tile, int acc_base, const AccLayout& layout);
  void run(const AluPass& pass, const Tile& tile, int acc_base) { run(pass, tile, acc_base, filter_by_filter(tile)); }

 private:
  /// Place in acc of the constants of a tile's first filter; loads them where they are not there.
  int require_bias_and_shifts(const Tile& tile);
  /// The LOAD of rows from an element of the bias and shift vectors on.
  isa::Load acc_load(int sram, std::int64_t element, const DramRows& data) const;
  void load_bias(const Tile& tile, int acc_base);
  /// Makes the bias vectors of `count` filters at `acc_base`.
  void multiply_bias(int first_filter, int count, int acc_base);
  void copy_bias(const Tile& tile, int acc_base, const AccLayout& layout);
  void append_immediate(isa::AluOp op, int immediate, int acc_base, int vectors);
  void shift_by_filter(const AluPass& pass, const Tile& tile, int acc_base, const AccLayout& layout);

  const LoopNest& nest_;
  const Tiling& tiling_;
  const isa::HardwareConfig& config_;
  const DramBases bases_;
  UopTable& program_;
  int first_filter_ = 0;  ///< Filters whose constants are in acc.
  int filter_count_ = 0;
  bool constants_loaded_ = false;  ///< Of bias products.
};

}  // namespace vtasim::compiler
