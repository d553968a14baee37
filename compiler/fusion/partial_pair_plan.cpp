#include "compiler/fusion/partial_pair_plan.h"

#include <fmt/format.h>

#include "compiler/tiling/plan_limits.h"
#include "isa/base/json_reader.h"

namespace vtasim::compiler {

bool PartialPairPlan::empty() const {
  return first.empty() && second.empty() && !transposed_rows && !transposed_cols && !transposed_buffers && !lead;
}

bool PartialPairPlan::allows(const PairPlan& plan) const { return applied_to(plan).choices() == plan.choices(); }

PairPlan PartialPairPlan::applied_to(PairPlan plan) const {
  plan.first = first.applied_to(plan.first);
  plan.second = second.applied_to(plan.second);
  plan.transposition.rows = transposed_rows.value_or(plan.transposition.rows);
  plan.transposition.cols = transposed_cols.value_or(plan.transposition.cols);
  plan.transposition.buffers = transposed_buffers.value_or(plan.transposition.buffers);
  plan.lead = lead.value_or(plan.lead);
  return plan;
}

PartialPairPlan given(const PairPlan& plan) {
  return {given(plan.first),          plan.transposition.rows, plan.transposition.cols,
          plan.transposition.buffers, given(plan.second),      plan.lead};
}

std::string range_problem(const PartialPairPlan& given, const PairMapping& mapping) {
  std::string problem = range_problem(given.first, mapping.first.nest);
  if (!problem.empty()) return "depthwise: " + problem;
  problem = range_problem(given.second, mapping.reading);
  if (!problem.empty()) return "pointwise: " + problem;
  if (!mapping.transposition) return "";
  const auto outside = [](const char* name, const std::optional<int>& value, int most) {
    if (!value || (*value >= 1 && *value <= most)) return std::string();
    return fmt::format("transposition: {} is {}; legal are {}", name, *value, range_text(1, most));
  };
  problem = outside("rows", given.transposed_rows, mapping.transposition->rows);
  return problem.empty() ? outside("cols", given.transposed_cols, mapping.transposition->cols) : problem;
}

}  // namespace vtasim::compiler
