#pragma once

#include <string>

#include "sim/machine/fetch/fetch.h"
#include "sim/machine/pipeline_module.h"

namespace vtasim::machine {

/// Why a run came to rest without FINISH: for each module with work left, what it waits for, who should have provided
/// it and which instruction that is; tokens lost to saturation are named. A line a module, after one that says what is
/// wrong.
std::string explain_rest(const std::vector<isa::Instruction>& program, const FetchModule& fetch,
                         const PipelineModule& load, const PipelineModule& compute, const PipelineModule& store);

}  // namespace vtasim::machine
