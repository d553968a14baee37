#pragma once

#include <vector>

#include "compiler/epilogue/alu_pass.h"
#include "compiler/workload/layer.h"
#include "compiler/workload/tensors.h"

namespace vtasim::compiler {

/// The ALU passes that requantize the sums of a layer: SHR, MIN and MAX, without those that cannot change any value,
/// whatever the input: no shift by 0, and no clamp beyond the range that weights, bias, zero point and shifts allow.
/// With separate requantization, a pass that stores the sums in as few digits as hold all of them stands before.
std::vector<AluPass> requantization_passes(const Layer& layer, const LayerTensors& tensors);

}  // namespace vtasim::compiler
