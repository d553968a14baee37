#pragma once

#include <vector>

#include "compiler/nest.h"
#include "compiler/nest_stage.h"
#include "compiler/tile_alu.h"
#include "compiler/tiling.h"
#include "compiler/uop_table.h"

namespace vtasim {

/// The instructions of a nest in plain program order, without dependency bits and without FINISH: its tiles one after
/// the other (NestStage). Where the first pass of `requantization` stores the sums in digits, the others follow in a
/// second pass over DRAM.
UopTable lower(const Nest& nest, const Tiling& tiling, const HardwareConfig& config,
               const std::vector<AluPass>& requantization, const DramBases& bases);

}  // namespace vtasim
