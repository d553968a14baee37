#pragma once

#include <cstdint>
#include <vector>

#include "compiler/codegen/gemm_loops.h"
#include "compiler/codegen/moved_rows.h"
#include "compiler/codegen/stage.h"
#include "compiler/codegen/uop_table.h"
#include "compiler/fusion/pair_mapping.h"
#include "compiler/tiling/scratchpad_partition.h"

namespace vtasim::compiler {

/// How a transposition is cut up: a unit has so many rows and columns of places, of `block` filters.
struct TransposeTiling {
  int rows = 1;
  int cols = 1;
  int buffers = 2;  ///< Of wgt and of acc.
  ScratchpadPartition partition;
};

/// wgt tiles of so many places, and acc vectors that they make.
int transposed_tiles(const Transposition& t, int places, int block);
int transposed_vectors(const Transposition& t, int places);

/// Where a transposition's tensors lie in DRAM, in elements.
struct TransposeBases {
  std::uint32_t tiles = 0;    ///< wgt: [image][filter / block][out vector][row][col].
  std::uint32_t columns = 0;  ///< inp: vector i has a 1 in lane i; one for each lane.
  /// out: [image][filter / block][channel of the vector][pixel row][pixel col], or [place] by Transposition::places.
  std::uint32_t output = 0;
};

/// The GEMM operations of a Transposition, and the LOADs and STOREs around them. Reads filters as planes, and rows of
/// places; writes planes and rows of pixels, or of so many pixels in the order of Transposition::places.
class TransposeStage : public Stage {
 public:
  /// `images` and `filters` are those of the depthwise layer's nest. References must outlive the stage.
  TransposeStage(const Transposition& transposition, int images, int filters, const TransposeTiling& tiling,
                 const isa::HardwareConfig& config, const TransposeBases& bases, UopTable& program);

  std::size_t units() const override;
  StageUnit unit(std::size_t index) const override;
  void emit(std::size_t index) override;

 private:
  struct Part {
    int image = 0;
    int filters = 0;  ///< Which `block` of them.
    int row = 0;
    int rows = 1;
    int col = 0;
    int cols = 1;
    int places() const { return rows * cols; }
  };
  Part part_of(std::size_t unit) const;
  isa::ProgramNotes::Unit notes_of(std::size_t unit) const;
  int vectors_per_position() const;
  int bands() const;
  int strips() const;
  void load_tiles(const Part& part, int wgt);
  void pick_columns(const Part& part, int wgt, int acc);
  void store(const Part& part, int acc);
  /// A pixel that a part has, and where it goes.
  struct PlacedPixel {
    int place = 0;  ///< Transposition::places.
    int lane = 0;   ///< Of the vectors at a place of the depthwise layer, which is at
    int row = 0;    ///< this row of the part
    int col = 0;    ///< and column.
  };
  /// What parts that differ only in image and filters have in common, where pixels have places: they are many.
  struct PlacedPart {
    int count = 0;      ///< Of its pixels.
    int first_row = 0;  ///< Rows of pixels that it has some of, in the order of places.
    int last_row = -1;
    GemmLoops
        picking;  ///< From its first wgt tile and the transposition's first inp vector on to its first acc vector.
    std::vector<MovedRows> stored;
  };
  std::vector<PlacedPixel> pixels_of(const Part& part) const;
  GemmLoops picking_of(const Part& part, const std::vector<PlacedPixel>& pixels) const;
  PlacedPart placed(const Part& part) const;
  const PlacedPart& placed_part(std::size_t unit) const;
  void pick_placed(const PlacedPart& placed, int wgt, int acc);
  void store_placed(const Part& part, const PlacedPart& placed, int acc);

  const Transposition& transposition_;
  const int images_;
  const int filter_blocks_;
  const TransposeTiling tiling_;
  const isa::HardwareConfig& config_;
  const TransposeBases bases_;
  UopTable& program_;
  std::vector<PlacedPart> placed_;  ///< By band and strip.
  bool columns_loaded_ = false;
  int next_buffer_ = 0;
};

}  // namespace vtasim::compiler
