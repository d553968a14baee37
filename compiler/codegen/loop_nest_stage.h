#pragma once

#include <cstdint>
#include <vector>

#include "compiler/codegen/dram_bases.h"
#include "compiler/codegen/instructions.h"
#include "compiler/codegen/stage.h"
#include "compiler/codegen/tile_alu.h"
#include "compiler/codegen/tile_maximum.h"
#include "compiler/codegen/uop_table.h"
#include "compiler/epilogue/alu_pass.h"
#include "compiler/lanes/loop_nest.h"
#include "compiler/tiling/buffer_slots.h"
#include "compiler/tiling/filter_blocks.h"
#include "compiler/tiling/tap_ranges.h"
#include "compiler/tiling/tiling.h"

namespace vtasim::compiler {

/// The tiles of a nest in program order: LOADs of what is not in the scratchpads yet, what sets the tile's acc vectors
/// to their bias (or zero), GEMM, a residual, the passes of `requantization` and STORE, these two in the tile's parts;
/// or LOADs, maxima and STORE. A unit is a step of a tile. Where the first pass stores the sums in digits, that is what
/// is stored, and no other pass is run.
class LoopNestStage : public Stage {
 public:
  /// References must outlive the stage.
  LoopNestStage(const LoopNest& nest, const Tiling& tiling, const isa::HardwareConfig& config,
                const std::vector<AluPass>& requantization, const DramBases& bases, UopTable& program);

  std::size_t units() const override { return tiling_.tiles.size() * steps_; }
  /// Reads planes and rows of the activation, writes filters as planes, and rows.
  StageUnit unit(std::size_t index) const override;
  void emit(std::size_t index) override;

 private:
  /// Taps of a step: [begin, end).
  struct Step {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  Step step_of(std::size_t unit) const;
  isa::ProgramNotes::Unit notes_of(std::size_t unit) const;
  /// A part of a tile's filters, and how its vectors lie in acc.
  struct FilterPart {
    Tile tile;
    int first_vector = 0;  ///< Of those of the whole tile.
    AccLayout layout;
  };
  bool side_by_side(const Tile& tile) const;
  std::vector<FilterPart> filter_parts_of(const Tile& tile) const;

  void start(const Tile& tile);
  void finish(const Tile& tile);
  void store_digits(const Tile& tile);
  bool accumulate(std::size_t index, Step step);
  bool skips_padding() const;
  /// What a step's taps read, and where its operands lie in their scratchpads.
  struct StepOperands {
    Window window;
    int activation = 0;
    int filter = 0;
    Step step;
  };
  void multiply(const Tile& tile, const TapRange& range, const StepOperands& operands);
  void multiply_part(const FilterPart& part, const Tile& tile, const TapRange& range, const StepOperands& operands);
  bool multiply_on_alu(const Tile& tile, const Window& window);
  bool take_maximum(const Tile& tile, const Window& window, Step step);
  void add_residual(const Tile& tile);
  int require_constants();
  int load_filter(const Tile& tile, const FilterBlock& block, Step step);
  int load_activation(const Tile& tile, const Window& window, Step step);
  /// A tensor of planes in DRAM, [image][plane][row][col].
  struct PlaneTensor {
    isa::Buffer buffer = isa::Buffer::inp;
    std::uint32_t base = 0;
    int planes = 1;
    int rows = 1;
    int cols = 1;
  };
  PlaneTensor activation_tensor() const;
  int activation_base(int buffer) const;  ///< Where in its scratchpad a buffer begins.
  static std::uint32_t first_element(const PlaneTensor& tensor, int image, int plane, const Window& window);
  void load_planes(const PlaneTensor& tensor, int image, const Window& window, int first_plane, int count, int base);
  void load(isa::Buffer buffer, int sram, std::uint32_t dram, const DramRows& data, const Padding& padding = {});
  void store(const Tile& tile, int acc, std::uint32_t base);
  void append_store(const Tile& tile, int acc, std::uint32_t base, int plane, int rows, int cols, int pitch);
  void store_maxima(const Tile& tile);
  void store_runs(const Tile& tile, int acc, std::uint32_t base);
  void store_side_by_side(const FilterPart& part);
  void store_one_by_one(const Tile& tile, int acc);

  const LoopNest& nest_;
  const Tiling& tiling_;
  const isa::HardwareConfig& config_;
  const std::vector<AluPass>& requantization_;
  const int digits_;  ///< In which sums go to DRAM; 0: requantization is fused.
  const DramBases bases_;
  const std::size_t steps_;                       ///< Of a tile.
  const std::vector<FilterBlock> filter_blocks_;  ///< By tile.
  UopTable& program_;
  TileAlu alu_;
  BufferSlots activation_;
  BufferSlots filter_;
  int next_buffer_ = 0;      ///< Of acc.
  int acc_base_ = 0;         ///< Of the current tile.
  bool multiplied_ = false;  ///< Some step of the current tile had operations.
  bool constants_loaded_ = false;
  MaximumPlaces maxima_;  ///< Of the current tile.
};

}  // namespace vtasim::compiler
