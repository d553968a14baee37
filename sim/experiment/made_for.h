#pragma once

#include <string>

#include "compiler/workload/layer.h"
#include "isa/hardware_config.h"

namespace vtasim::experiment {

// What a schedule was made for and what it is to be used for: "made for layer NAME; of NAME stride is [2,1], not
// [1,1]", by the first key that `given` has otherwise; empty where there is none. Names do not count, nor of layers
// where the bias enters and how many passes requantize, which schedules decide.

std::string mismatch(const compiler::Layer& made_for, const compiler::Layer& given);
std::string mismatch(const isa::HardwareConfig& made_for, const isa::HardwareConfig& given);

}  // namespace vtasim::experiment
