#include "compiler/tiling/partial_plan.h"

#include <algorithm>

namespace vtasim::compiler {

bool PartialPlan::empty() const {
  return !order && !skip_padding && std::none_of(kPlanNumbers.begin(), kPlanNumbers.end(), [this](const PlanNumber& n) {
    return (this->*n.given).has_value();
  });
}

bool PartialPlan::allows(const TilingPlan& plan) const { return applied_to(plan).choices() == plan.choices(); }

TilingPlan PartialPlan::applied_to(TilingPlan plan) const {
  for (const PlanNumber& number : kPlanNumbers) {
    if (const auto& value = this->*number.given) number.of(plan) = *value;
  }
  if (order) plan.shape.order = *order;
  if (skip_padding) plan.skip_padding = *skip_padding;
  return plan;
}

PartialPlan given(const TilingPlan& plan) {
  PartialPlan all;
  for (const PlanNumber& number : kPlanNumbers) all.*number.given = number_of(plan, number);
  all.order = plan.shape.order;
  all.skip_padding = plan.skip_padding;
  return all;
}

int number_of(const TilingPlan& plan, const PlanNumber& number) {
  TilingPlan copy = plan;
  return number.of(copy);
}

}  // namespace vtasim::compiler
