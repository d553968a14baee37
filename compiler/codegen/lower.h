#pragma once

#include <vector>

#include "compiler/codegen/dram_bases.h"
#include "compiler/codegen/loop_nest_stage.h"
#include "compiler/codegen/note_taker.h"
#include "compiler/codegen/tile_alu.h"
#include "compiler/codegen/uop_table.h"
#include "compiler/epilogue/alu_pass.h"
#include "compiler/lanes/loop_nest.h"
#include "compiler/tiling/tiling.h"

namespace vtasim::compiler {

/// The instructions of a nest in plain program order, without dependency bits and without FINISH: its tiles one after
/// the other (LoopNestStage). Where the first pass of `requantization` stores the sums in digits, the others follow in
/// a second pass over DRAM. `notes`, if any, has two stages: the tiles, and that second pass.
UopTable lower(const LoopNest& nest, const Tiling& tiling, const isa::HardwareConfig& config,
               const std::vector<AluPass>& requantization, const DramBases& bases, NoteTaker* notes = nullptr);

}  // namespace vtasim::compiler
