#pragma once

#include <string>

#include "compiler/lanes/loop_nest.h"
#include "compiler/tiling/partial_plan.h"
#include "compiler/tiling/scratchpad_partition.h"

namespace vtasim::compiler {

/// The numbers that one of a plan's can be for a nest.
struct NumberRange {
  int least = 1;
  int most = 1;
};
NumberRange range_of(const PlanNumber& number, const LoopNest& nest);

/// What of a given plan no tiling of the nest can have, such as "rows is 200; legal are 1 to 112"; empty where there is
/// nothing.
std::string range_problem(const PartialPlan& given, const LoopNest& nest);

/// Why no plan with what is given, which has no range_problem(), fits the scratchpads: the scratchpad that the smallest
/// one overruns, by how much, and which other numbers would fit. Empty where one fits.
std::string fit_problem(const PartialPlan& given, const LoopNest& nest, const ScratchpadPartition& partition);

}  // namespace vtasim::compiler
