#pragma once

#include <cstdint>
#include <functional>

#include "compiler/operations/mapped_operation.h"
#include "compiler/tiling/tiling_plan.h"
#include "sim/experiment/layer_search.h"

namespace vtasim::experiment {

/// The best program of an operation that is no convolution.
struct OperationChoice {
  compiler::TilingPlan plan;
  std::int64_t cycles = 0;
};

/// What a search for it comes to; kept in the store, and taken from there where it is. Throws Refused where there is
/// none.
OperationChoice search_operation(const Laboratory& laboratory, const compiler::MappedOperation& operation,
                                 const isa::HardwareConfig& config, compiler::SearchEffort effort,
                                 const std::function<void(int)>& simulated);

}  // namespace vtasim::experiment
