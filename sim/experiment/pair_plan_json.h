#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "compiler/fusion/partial_pair_plan.h"

namespace vtasim::experiment {

/// What is given of a pair's plan, by names: depthwise and pointwise, plans as plan_json() has them, transposition with
/// rows, cols and buffers, and lead.
nlohmann::json pair_plan_json(const compiler::PartialPairPlan& given);

/// All of a plan; its transposition only of a pair that is `transposed`.
nlohmann::json pair_plan_json(const compiler::PairPlan& plan, bool transposed);

/// The inverse. Throws Error that begins with `what` and names key, value and what is legal for another text.
compiler::PartialPairPlan read_partial_pair_plan(const nlohmann::json& object, const std::string& what);

/// That of a whole plan, which a text has to have that leaves nothing out.
compiler::PairPlan read_pair_plan(const nlohmann::json& object, const std::string& what);

}  // namespace vtasim::experiment
