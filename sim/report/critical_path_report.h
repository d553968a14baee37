#pragma once

#include <cstddef>
#include <string>

#include "isa/base/text_width.h"
#include "sim/experiment/profile.h"

namespace vtasim::report {

/// The critical path of a run that finished: how much of it each unit, kind of work and cause has, and how much later
/// the instructions beside it could have ended. Within `width`.
std::string critical_path_report(const experiment::Profile& profile, std::size_t width = kUnlimitedWidth);

}  // namespace vtasim::report
