#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "sim/experiment/profile.h"
#include "sim/experiment/what_if.h"

namespace vtasim::report {

/// Everything that is known of a run: its causes, its verdict and critical path where it finished, and of every
/// instruction when it was where, what its cycles went to, and its slack. docs/files.md has the keys.
nlohmann::ordered_json to_json(const experiment::Profile& profile);

/// What the program would take with one thing changed.
nlohmann::ordered_json to_json(const std::vector<experiment::WhatIfRun>& runs);

}  // namespace vtasim::report
