#pragma once

#include <vector>

#include "compiler/graph/operation.h"
#include "compiler/workload/shape.h"

namespace vtasim::compiler {

/// Where each channel of the output of a concat, a shuffle, a slice or a gather comes from; nothing for any other
/// operation.
std::vector<ChannelSource> channel_sources(const Operation& operation, const std::vector<Shape>& inputs);

}  // namespace vtasim::compiler
