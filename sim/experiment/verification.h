#pragma once

#include <string>

#include "compiler/workload/tensors.h"

namespace vtasim::experiment {

/// The first value of `got` that is not the reference's, as "output (n 0, c 3, y 7, x 9) is 12, the reference says 13,
/// 4 of 401,408 values differ"; empty where all are equal. Both tensors must have the same shape.
std::string describe_wrong_values(const compiler::Tensor8& reference, const compiler::Tensor8& got);

}  // namespace vtasim::experiment
