#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "sim/experiment/schedule.h"

namespace vtasim::experiment {

/// Reads the schedules of a file: an object, or a list of them, each made so many as its sweeps (sweep.h) come to.
/// Throws Error naming file, field, value and what is legal.
///
/// Keys, none of which is needed: name; layer, an object as in layer files; hardware, likewise; mapping, a name, or
/// lanes as lanes_json.h has them; bias_entry; requantization; tiling, as plan_json.h has it. "auto" is the same as
/// nothing. Unknown keys are errors. What contains '/' or ends in .json under layer or hardware is a file named from
/// this one's folder, other text the name of a shipped one.
std::vector<Schedule> load_schedules(const std::filesystem::path& file);

/// A schedule in the form that load_schedules() reads, what somebody would change first.
nlohmann::ordered_json to_json(const Schedule& schedule);

}  // namespace vtasim::experiment
