#pragma once

#include <array>
#include <string>

#include "sim/machine/pipeline_module.h"
#include "sim/machine/run_context.h"

namespace vtasim::machine {

/// What a run was at that was stopped at its limit of cycles: a line for each module that is amid an instruction, after
/// one that says whether FINISH was reached. Goes by the modules' timing, which must end at the limit.
std::string explain_stop(const RunContext& context, const std::array<PipelineModule*, isa::kModuleCount>& modules);

}  // namespace vtasim::machine
