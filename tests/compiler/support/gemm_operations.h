#pragma once

#include <array>
#include <vector>

#include "compiler/codegen/uop_table.h"

namespace vtasim::compiler {

using GemmOperation = std::array<int, 3>;  ///< acc, inp, wgt.

/// The operations of a table's GEMM instructions, in no particular order.
std::vector<GemmOperation> placed_operations(const UopTable& table, const isa::HardwareConfig& config);

}  // namespace vtasim::compiler
