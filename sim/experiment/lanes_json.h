#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "compiler/lanes/mapping.h"

namespace vtasim::experiment {

/// A mapping that somebody wrote down: {"name": TEXT, "layer_groups": N, "in": MAP, "out": MAP}, a MAP being
/// {"channel_step": N, "row_step": N, "col_step": N, "lanes": [LANE...]}. A LANE is [channel, row, column] of the
/// element that it holds, counted from where its vector begins, or null for a lane that holds none. Steps and
/// layer_groups may be left out where they are 1.
nlohmann::json lanes_json(const std::string& name, const compiler::LaneChoice& lanes);

/// A MAP of it.
nlohmann::json to_json(const compiler::LaneMap& map);

/// It with its name.
struct NamedLanes {
  std::string name;
  compiler::LaneChoice lanes;
};

/// The inverse. Throws Error that begins with `what` and names key, value and what is legal for another text; what is
/// legal only of vectors of a length, or of a layer, is not looked at (compiler/mappings/custom_lanes.h).
NamedLanes read_lanes(const nlohmann::json& object, const std::string& what);

}  // namespace vtasim::experiment
