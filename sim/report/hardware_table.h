#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "isa/base/text_width.h"
#include "isa/hardware_config.h"

namespace vtasim::report {

/// Configurations side by side for a person: what is configured, and the sizes that follow, a line each. Those that do
/// not fit beside the others in `width` stand beneath them.
std::string format_hardware(const std::vector<isa::HardwareConfig>& configs, std::size_t width = kUnlimitedWidth);

}  // namespace vtasim::report
