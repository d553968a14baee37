#pragma once

#include <optional>

#include "compiler/fusion/pair_mapping.h"

namespace vtasim::compiler {

/// A depthwise layer that reads its input by aligned windows of a vector, for properties; nothing where it takes none.
std::optional<WindowReader> random_reader(const isa::HardwareConfig& config, int channels, int batch);

}  // namespace vtasim::compiler
