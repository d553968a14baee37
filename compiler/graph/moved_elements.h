#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/graph/operation.h"
#include "compiler/workload/shape.h"

namespace vtasim::compiler {

/// Of an operation that moves elements and computes nothing: which each of its output is, row-major, counted through
/// its inputs one after the other. Nothing for any other operation.
std::optional<std::vector<std::int32_t>> moved_elements(const Operation& operation, const std::vector<Shape>& inputs,
                                                        const Shape& output);

}  // namespace vtasim::compiler
