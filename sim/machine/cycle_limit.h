#pragma once

#include <array>
#include <string>

#include "sim/machine/run_context.h"
#include "sim/machine/stage.h"

namespace vtasim {

/// What a run was at that was stopped at its limit of cycles: a line for each module that is amid an instruction, after
/// one that says whether FINISH was reached. Goes by the stages' timing, which must end at the limit.
std::string explain_stop(const RunContext& context, const std::array<Stage*, kModuleCount>& stages);

}  // namespace vtasim
