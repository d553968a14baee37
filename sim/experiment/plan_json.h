#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "compiler/tiling/tiling_candidates.h"

namespace vtasim::experiment {

/// The most that any number of a choice can be: beyond what tensors have, and far from where sums of several overflow.
inline constexpr std::int64_t kLargestChoice = 1 << 24;

/// All that is chosen of a tiling (TilingPlan::choices()), by names: what reports show and caches keep.
nlohmann::json plan_json(const compiler::TilingPlan& plan);

/// The inverse; whether there is such a plan of a nest is not looked at. Throws Error that begins with `what` for
/// another text.
compiler::TilingPlan read_plan(const nlohmann::json& object, const std::string& what);

}  // namespace vtasim::experiment
