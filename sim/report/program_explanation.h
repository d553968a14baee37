#pragma once

#include <string>

#include "compiler/lanes/loop_nest.h"
#include "isa/base/text_width.h"
#include "sim/experiment/comparison.h"

namespace vtasim::report {

/// A row's program in words and numbers for a person: the tiling that the search chose, the loop nest, the occupancy of
/// the scratchpads, the bounds and which of them holds, where the cycles went, and what the cycles above the bound are.
/// `nest` is that of the row's mapping. Within `width`.
std::string explain_program(const experiment::ComparisonRow& row, const compiler::LoopNest& nest,
                            const std::string& output_layout, std::size_t width = kUnlimitedWidth);

}  // namespace vtasim::report
