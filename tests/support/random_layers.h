#pragma once

#include "compiler/workload/layer.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

// What properties hold for: drawn inside rc::prop(), where numbers shrink to their lowest.

/// A number from `low` to `high`, both included.
int random_number(int low, int high);

/// Bias and where it enters, zero point, shifts of all kinds, clamps, passes and layouts of the filter: each as often
/// as not left at its default.
void choose_quantization(Layer& layer);

/// Any plane that a few tiles hold, its padding, and a kernel of at most `most_kernel` a side that fits it, with
/// strides and dilations.
void choose_plane(Layer& layer, int most_kernel);

/// A layer of any kind that a few tiles hold: depthwise, grouped, first or ordinary.
Layer random_layer();

/// Any configuration with room for a few vectors in each scratchpad: blocks, buses, bursts, queues, delays and depths,
/// with an ALU that multiplies or not.
isa::HardwareConfig random_configuration();

}  // namespace vtasim::compiler
