#pragma once

#include <string>

#include "compiler/workload/layer.h"
#include "isa/hardware_config.h"
#include "tests/fuzz/choices.h"

namespace vtasim {

/// Whether a layer is small enough that a fuzzer can simulate it some hundred times a second.
bool small_layer(const compiler::Layer& layer);

/// A layer of any kind, small in every direction.
compiler::Layer choose_layer(Choices& choices);

/// Compiles a layer by one mapping, runs it, and requires every value to be the reference's and the cycles not to be
/// below the bound. A mapping or a tiling that refuses the layer is no finding.
void check_mapping_of(const compiler::Layer& layer, const std::string& mapping, const isa::HardwareConfig& config);

}  // namespace vtasim
