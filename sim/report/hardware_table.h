#pragma once

#include <string>
#include <vector>

#include "isa/hardware_config.h"

namespace vtasim {

/// Configurations side by side for a person: what is configured, and the sizes that follow, a line each.
std::string format_hardware(const std::vector<HardwareConfig>& configs);

}  // namespace vtasim
