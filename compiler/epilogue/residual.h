#pragma once

#include "compiler/lanes/mapping.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// Fills in the field of a mapping's nest that says how a residual is added. It is read in VTA's ordinary layout,
/// (N, O/block, H, W, block), a vector for each of the sums': throws Refused naming layer and mapping where the mapping
/// leaves its output otherwise, or has no products of inp and wgt to add to.
void plan_residual(const Layer& layer, const isa::HardwareConfig& config, Mapping& mapping);

}  // namespace vtasim::compiler
