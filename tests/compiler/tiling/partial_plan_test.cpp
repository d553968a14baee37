#include "compiler/tiling/partial_plan.h"

#include <rapidcheck/catch.h>

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "tests/support/random_nests.h"

namespace vtasim::compiler {

TEST_CASE("each number of a plan has a name and a place of its own") {
  std::set<std::string> names;
  TilingPlan plan;
  int value = 100;
  for (const PlanNumber& number : kPlanNumbers) {
    names.emplace(number.name);
    number.of(plan) = value++;
  }
  CHECK(names.size() == kPlanNumbers.size());
  value = 100;
  const PartialPlan all = given(plan);
  for (const PlanNumber& number : kPlanNumbers) {
    CHECK(number_of(plan, number) == value);
    CHECK(all.*number.given == value++);
  }
}

TEST_CASE("a plan with a choice of its own is not what was given", "[property]") {
  rc::prop("a plan is allowed where it has what is given", [] {
    const LoopNest nest = random_nest();
    const TilingPlan plan = random_plan(nest);
    const TilingPlan other = random_plan(nest);
    const PartialPlan all = given(plan);
    RC_ASSERT(all.allows(plan));
    RC_ASSERT(all.allows(other) == (plan.choices() == other.choices()));
    RC_ASSERT(all.applied_to(other).choices() == plan.choices());
    PartialPlan nothing;
    RC_ASSERT(nothing.empty());
    RC_ASSERT(nothing.allows(plan));
    RC_ASSERT(nothing.applied_to(other).choices() == other.choices());
    for (const PlanNumber& number : kPlanNumbers) {
      PartialPlan one;
      one.*number.given = number_of(plan, number) + 1;
      RC_ASSERT(!one.empty());
      RC_ASSERT(!one.allows(plan));
      RC_ASSERT(number_of(one.applied_to(plan), number) == number_of(plan, number) + 1);
    }
    PartialPlan order;
    order.order = other_order(plan.shape.order);
    RC_ASSERT(!order.empty() && !order.allows(plan));
    PartialPlan padding;
    padding.skip_padding = !plan.skip_padding;
    RC_ASSERT(!padding.empty() && !padding.allows(plan));
  });
}

}  // namespace vtasim::compiler
