#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "isa/lives.h"
#include "sim/experiment/profile.h"
#include "sim/experiment/what_if.h"
#include "sim/observe/cause_history.h"

namespace vtasim::report {

/// Everything that is known of a run: its causes, its verdict and critical path where it finished, and of every
/// instruction when it was where, what its cycles went to, its slack, and how many entries of the scratchpads begin and
/// end their life with it: `lives` are the program's. docs/files.md has the keys.
nlohmann::ordered_json to_json(const experiment::Profile& profile, const std::vector<isa::LifeChanges>& lives);

/// What every cycle of every unit went to, in order of time: of each unit lists of the same length, `cycles`,
/// their `cause`, and the `instruction`, -1 where there is none.
nlohmann::ordered_json to_json(const machine::CauseHistory& history);

/// What the program would take with one thing changed.
nlohmann::ordered_json to_json(const std::vector<experiment::WhatIfRun>& runs);

/// A run's JSON as a file has it: an instruction a line, and a line for each member of the others' members.
std::string profile_text(const nlohmann::ordered_json& object);

}  // namespace vtasim::report
