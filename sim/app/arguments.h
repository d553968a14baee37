#pragma once

#include <string>
#include <vector>

#include "isa/hardware_config.h"

namespace vtasim::app {

/// Throws Error for a name that stands in the list twice; `option` is where the list comes from.
void check_unique(const std::vector<std::string>& list, const std::string& option);

/// The configurations of --hardware. Throws Error where one is not known or stands there twice.
std::vector<HardwareConfig> find_hardware(const std::vector<std::string>& names);

}  // namespace vtasim::app
