#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "sim/experiment/lanes_json.h"

namespace vtasim::experiment {

/// The mapping that a schedule decides on: by its name, or written down; any where there is neither.
struct WantedMapping {
  std::optional<std::string> name;
  std::optional<NamedLanes> lanes;
};

/// A text, of which "auto" is any, or an object as read_lanes() takes it. Throws Error that begins with `what` for
/// another, and for a name that no mapping has.
WantedMapping read_wanted_mapping(const nlohmann::json& value, const std::string& what);

/// The inverse; null for any.
nlohmann::json to_json(const WantedMapping& mapping);

}  // namespace vtasim::experiment
