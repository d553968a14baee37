#pragma once

#include <cstdint>
#include <string>

#include "compiler/workload/layer.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

// The kinds of layers that mappings take. Each throws OtherKind naming the layer, its value and what mapping `name`
// takes.

/// As many groups as channels.
void require_depthwise(const std::string& name, const Layer& layer);

/// More than one group, and more than one channel in each.
void require_grouped(const std::string& name, const Layer& layer);

/// One group.
void require_ungrouped(const std::string& name, const Layer& layer);

/// One group of `low` to `high` channels; the largest integer for no upper limit.
void require_channels(const std::string& name, const Layer& layer, int low, std::int64_t high);

/// Fewer input channels than a vector has lanes, or more than one group.
void require_few_group_channels(const std::string& name, const Layer& layer, const isa::HardwareConfig& config);

/// One output for each input pixel, which it meets alone: a kernel of 1 x 1 without stride and padding.
void require_pointwise(const std::string& name, const Layer& layer);

/// Throws Refused for more products in a sum than tables of taps are made for: 16384, far beyond any layer that these
/// mappings are for.
void require_few_taps(const std::string& name, const Layer& layer);

}  // namespace vtasim::compiler
