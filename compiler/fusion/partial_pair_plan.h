#pragma once

#include <optional>
#include <string>

#include "compiler/fusion/pair_mapping.h"
#include "compiler/fusion/pair_plan.h"
#include "compiler/tiling/partial_plan.h"

namespace vtasim::compiler {

/// What of a pair's plan is given; the rest is to be searched for.
struct PartialPairPlan {
  PartialPlan first;
  std::optional<int> transposed_rows;  ///< Of TransposeTiling, as the next.
  std::optional<int> transposed_cols;
  std::optional<int> transposed_buffers;
  PartialPlan second;
  std::optional<int> lead;

  bool empty() const;
  /// Whether a plan has all that is given.
  bool allows(const PairPlan& plan) const;
  /// The plan with what is given in place of what it had.
  PairPlan applied_to(PairPlan plan) const;
};

/// All of a plan given.
PartialPairPlan given(const PairPlan& plan);

/// What of a given plan no program of the pair can have, such as "depthwise: rows is 200; legal are 1 to 112"; empty
/// where there is nothing.
std::string range_problem(const PartialPairPlan& given, const PairMapping& mapping);

}  // namespace vtasim::compiler
