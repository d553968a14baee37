#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "compiler/tiling/partial_plan.h"

namespace vtasim::experiment {

/// All that is chosen of a tiling (TilingPlan::choices()), by names: what reports show, schedules fix and caches keep.
nlohmann::json plan_json(const compiler::TilingPlan& plan);

/// What is given of one, by the same names.
nlohmann::json plan_json(const compiler::PartialPlan& given);

/// The inverse of both; whether there is such a plan of a nest is not looked at. Throw Error that begins with `what`
/// and names key, value and what is legal for another text; so does read_plan() for one that leaves something out.
compiler::TilingPlan read_plan(const nlohmann::json& object, const std::string& what);
compiler::PartialPlan read_partial_plan(const nlohmann::json& object, const std::string& what);

}  // namespace vtasim::experiment
