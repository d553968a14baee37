#pragma once

#include <cstdint>
#include <vector>

#include "compiler/epilogue/alu_pass.h"
#include "compiler/search/least_cycles.h"
#include "compiler/workload/layer.h"

namespace vtasim::compiler {

/// Cycles that no program of a layer comes below, whatever the mapping: each out vector full, started in an operation
/// (or by a LOAD, in the beats that brings it) and run through `passes`; of GEMM operations, each of which adds at most
/// `block` products to a lane, as many as the sums of its lanes take; the inputs that are met and the filter's taps
/// that meet them read once, as bytes side by side; a residual read once, and added in an operation for each out
/// vector; the output stored once, in one piece. Products with padding are not counted.
LeastCycles layer_bound(const Layer& layer, const std::vector<AluPass>& passes, const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
